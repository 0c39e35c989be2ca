package io.bactrian.metrics;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Headers of a request, which are secret: nothing prints them, nor does a message name them. */
public record RequestHeaders(Map<String, String> values) {
    public static final RequestHeaders NONE = new RequestHeaders(Map.of());

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]+");
    private static final Set<String> OURS = Set.of("connection", "content-encoding", "content-length", "content-type", "expect",
            "host", "transfer-encoding", "upgrade");

    public RequestHeaders {
        values = Map.copyOf(values);
    }

    /**
     * Reads {@code NAME=VALUE}, several with commas or line ends, values percent-encoded, as {@code OTEL_EXPORTER_OTLP_HEADERS} has them.
     *
     * @throws IllegalArgumentException saying which of them is wrong, without its text
     */
    public static RequestHeaders parse(String text) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int place = 0;
        for (String header : text.split("[,\n]")) {
            place++;
            if (!header.isBlank()) {
                int equals = header.indexOf('=');
                String name = header.substring(0, Math.max(0, equals)).strip();
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException("header " + place + " does not begin with a name and '='");
                }
                if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException("header " + place + " is one that the service sets itself");
                }
                if (values.put(name, value(header.substring(equals + 1).strip(), place)) != null) {
                    throw new IllegalArgumentException("header " + place + " is there twice");
                }
            }
        }
        return new RequestHeaders(values);
    }

    private static String value(String encoded, int place) {
        String value;
        try {
            value = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("header " + place + " has a % without two hexadecimal digits; write %25 for it");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("header " + place + " has no value, or one that is not printable ASCII");
        }
        return value;
    }

    @Override
    public String toString() {
        return "…";
    }
}
