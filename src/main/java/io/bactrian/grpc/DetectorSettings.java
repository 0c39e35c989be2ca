package io.bactrian.grpc;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How mappers of KubeEdge are served.
 *
 * @param streams   that are open at once, at most
 * @param waiting   messages of one stream that are in work, at most
 * @param idle      how long a stream may stand still
 * @param levels    of a device's name: 1, or 2 for {@code namespace/name}
 * @param namespace of devices that are sent without one
 * @param normal    labels that are no alert
 */
public record DetectorSettings(boolean enabled, int streams, int waiting, Duration idle, int levels, String namespace,
        Pattern normal) {
}
