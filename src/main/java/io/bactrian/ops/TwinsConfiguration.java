package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** {@code bactrian.twins.*}. */
interface TwinsConfiguration {
    /** the names of the models whose answers go to KubeEdge's <a href="kubernetes.md#device-twins">device twins</a>; {@code .*} for all. Without it, none */
    Optional<Pattern> models();

    /** the time between two reports of a device, at least; all devices together have one a second */
    @WithDefault("10s")
    @Range(least = "1s")
    Duration period();

    /** what the twins' names begin with: {@code inference-} gives inference-label, -score and -version */
    @WithDefault("inference-")
    String prefix();

    /** the namespace of devices whose names have none */
    @WithDefault("default")
    String namespace();
}
