package io.bactrian.ops;

import java.time.Duration;
import java.util.regex.Pattern;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** {@code bactrian.detector.*}. */
interface DetectorConfiguration {
    /** whether mappers of KubeEdge may stream properties to the <a href="kubernetes.md#a-mapper-that-streams">detector</a>, on the port of HTTP */
    @WithDefault("false")
    boolean enabled();

    /** streams that are open at once; more get {@code RESOURCE_EXHAUSTED} */
    @WithDefault("32")
    @Range(least = "1", most = "1000")
    int streams();

    /** messages of one stream that are in work at once; more wait with the mapper */
    @WithDefault("16")
    @Range(least = "1", most = "1024")
    int waiting();

    /** how long a stream may be open without a message or a response, while none is in work; then it ends with {@code UNAVAILABLE} */
    @WithDefault("10m")
    @Range(least = "100ms")
    Duration idle();

    /** labels that are no alert: the status of their responses is {@code ok}, of others it is the label */
    @WithDefault("normal|ok")
    Pattern normal();
}
