package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** Statistics without samples: {@code bactrian.statistics.*}. */
interface StatisticsConfiguration {
    /** whether what each version does is counted, and goes to Kafka as <a href="learning.md#statistics">statistics</a> */
    @WithDefault("false")
    boolean enabled();

    /** how often */
    @WithDefault("1m")
    @Range(least = "1s", most = "1d")
    Duration interval();

    /** this node's name in them, in <a href="interfaces.md#reports">reports</a> and in announcements, where {@code bactrian.kubernetes.node} is not set; without both, the host's name */
    Optional<String> node();

    /** Kafka topic of the statistics */
    @WithDefault("bactrian.statistics")
    String topic();
}
