package io.bactrian.ops;

import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** Where spans go: {@code bactrian.traces.*}. */
interface TracesConfiguration {
    /** where spans of <a href="interfaces.md#traces">traces</a> go by OTLP over HTTP: {@code http://collector:4318/v1/traces}. Without it, none are made */
    Optional<String> endpoint();

    /** the share of messages without a trace context that begin a trace; of the others, those are recorded whose context says so */
    @WithDefault("0")
    @Range(least = "0", most = "1")
    double ratio();

    /** the most messages a second that are recorded, whatever their contexts say */
    @WithDefault("100")
    @Range(least = "1", most = "100000")
    int mostPerSecond();
}
