package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** How drift is looked for: {@code bactrian.drift.*}. */
interface DriftConfiguration {
    /** whether messages and answers are compared with a <a href="learning.md#drift">reference</a> */
    @WithDefault("false")
    boolean enabled();

    /** the messages of so much time are compared, twenty times as often; choose a time that holds whole cycles of the plant */
    @WithDefault("1h")
    @Range(least = "10s", most = "30d")
    Duration window();

    /** messages that a reference is made of at least, of a window's time at least */
    @WithDefault("2000")
    @Range(least = "100", most = "1000000000")
    int reference();

    /**
     * where a reference comes from: {@code manifest}, that of the version's <a href="models.md#modelyaml">manifest</a> where it has one,
     * else its first messages; or {@code messages}, its first messages in any case
     */
    @WithDefault("manifest")
    ReferenceSource referenceFrom();

    /** how many false alarms a month of a model are accepted; the limits follow from it */
    @WithDefault("1.0")
    @Range(above = "0", most = "1000")
    double falseAlarms();

    /** a label of the device directory: devices with the same value are one group; none for one group of all */
    Optional<String> groupBy();

    /** Kafka topic of the drift events */
    @WithDefault("bactrian.drift")
    String topic();
}
