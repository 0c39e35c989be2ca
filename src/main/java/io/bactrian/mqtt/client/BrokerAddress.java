package io.bactrian.mqtt.client;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a broker listens.
 *
 * @param url as it was given
 * @param host a name or an address, without brackets
 * @param encrypted whether to speak TLS
 * @param webSocket whether MQTT goes in web socket frames
 */
public record BrokerAddress(String url, String host, int port, boolean encrypted, boolean webSocket) {
    private static final Pattern URL = Pattern.compile("(\\w+)://(\\[[^\\]]+\\]|[^:/\\s]+)(?::(\\d{1,5}))?(/\\S*)?");

    /** @throws IllegalArgumentException naming the url and what is expected */
    public static BrokerAddress of(String url) {
        Matcher parts = URL.matcher(url.trim());
        if (!parts.matches()) {
            throw unknown(url);
        }
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        String port = parts.group(3);
        return switch (parts.group(1).toLowerCase(Locale.ROOT)) {
            case "tcp", "mqtt" -> new BrokerAddress(url.trim(), host, port(port, 1883), false, false);
            case "ssl", "mqtts" -> new BrokerAddress(url.trim(), host, port(port, 8883), true, false);
            case "ws" -> new BrokerAddress(url.trim(), host, port(port, 80), false, true);
            case "wss" -> new BrokerAddress(url.trim(), host, port(port, 443), true, true);
            default -> throw unknown(url);
        };
    }

    private static int port(String text, int standard) {
        return text == null ? standard : Integer.parseInt(text);
    }

    private static IllegalArgumentException unknown(String url) {
        return new IllegalArgumentException("the broker's url '" + url
                + "' is not valid: expected tcp://HOST:PORT, or mqtt, ssl, mqtts, ws or wss in place of tcp");
    }

    URI uri() {
        return URI.create(url);
    }

    @Override
    public String toString() {
        return url;
    }
}
