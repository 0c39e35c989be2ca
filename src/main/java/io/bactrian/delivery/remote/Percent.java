package io.bactrian.delivery.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Texts as they stand in URLs (RFC 3986). */
final class Percent {
    private Percent() {
    }

    /** All but letters, digits and {@code -._~} is encoded. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    /** As {@link #encoded}, with its slashes. */
    static String path(String path) {
        return encoded(path).replace("%2F", "/");
    }
}
