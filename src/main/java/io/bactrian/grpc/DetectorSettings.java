package io.bactrian.grpc;

import java.util.regex.Pattern;

/**
 * How mappers of KubeEdge are served.
 *
 * @param streams   that are open at once, at most
 * @param waiting   messages of one stream that are in work, at most
 * @param levels    of a device's name: 1, or 2 for {@code namespace/name}
 * @param namespace of devices that are sent without one
 * @param normal    labels that are no alert
 */
public record DetectorSettings(boolean enabled, int streams, int waiting, int levels, String namespace, Pattern normal) {
}
