package io.bactrian.delivery.remote;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whom a request goes to: secrets are bound to it.
 *
 * @param scheme {@code http} or {@code https}
 * @param port   the scheme's own where a URL has none
 */
record Origin(String scheme, String host, int port) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    static Origin of(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        return new Origin(scheme, url.getHost().toLowerCase(Locale.ROOT), url.getPort() < 0 ? usual(scheme) : url.getPort());
    }

    private static int usual(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    boolean encrypted() {
        return scheme.equals("https");
    }

    boolean loopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** {@code HOST}, or {@code HOST:PORT} where the port is not the scheme's own. */
    String authority() {
        return port == usual(scheme) ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return authority();
    }
}
