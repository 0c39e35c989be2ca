package io.bactrian.delivery;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A token for some servers and no others: whoever announces an archive chooses its URL, and is not to get the token by it. Over
 * plain HTTP it goes to a loopback address alone.
 *
 * @param token asked for with each request
 * @param hosts {@code HOST} for any port, or {@code HOST:PORT}
 */
public record BearerToken(Supplier<String> token, Set<String> hosts) implements Credentials {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    public BearerToken {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String authorization(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? HTTPS : HTTP;
        boolean meant = hosts.contains(host) || hosts.contains(host + ":" + port);
        String given = meant && (secure || LOOPBACK.contains(host)) ? token.get() : null;
        return given == null ? null : "Bearer " + given;
    }

    @Override
    public String toString() {
        return "BearerToken" + hosts;
    }
}
