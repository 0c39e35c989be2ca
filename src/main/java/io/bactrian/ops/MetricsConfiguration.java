package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** Where metrics go besides {@code /observe/metrics}: {@code bactrian.metrics.*}. */
interface MetricsConfiguration {
    /** By OTLP. */
    Otlp otlp();

    interface Otlp {
        /** where <a href="operations.md#metrics-push">metrics are pushed</a> by OTLP over HTTP: {@code http://collector:4318/v1/metrics}. Without it, they are not */
        Optional<String> endpoint();

        /** headers of each request, {@code NAME=VALUE}, several with commas or line ends, values percent-encoded: {@code Authorization=Bearer%20…} */
        Optional<Literal> headers();

        /** how often; 5s or more */
        @WithDefault("1m")
        @Range(least = "5s")
        Duration interval();

        /** how long an export waits on disk, in {@code metrics} below {@code bactrian.spool.dir} or {@code bactrian.cloud.dir}, while the collector does not take it */
        @WithDefault("1d")
        @Range(least = "0s")
        Duration maxAge();

        /** the most exports that wait; beyond it the oldest go */
        @WithDefault("2000")
        @Range(least = "1", most = "100000")
        int maxExports();

        /** the most bytes that they may take on the disk; beyond it the oldest go */
        @WithDefault("64M")
        @Range(least = "1")
        MemorySize capacity();

        /** what must stay free on the disk; with less, exports that wait go, so that the other spools have the room */
        @WithDefault("256M")
        @Range(least = "0")
        MemorySize minFree();
    }
}
