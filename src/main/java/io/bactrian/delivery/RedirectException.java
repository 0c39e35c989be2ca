package io.bactrian.delivery;

import java.io.IOException;
import java.net.URI;

/** The server says that the archive is elsewhere. */
final class RedirectException extends IOException {
    private static final long serialVersionUID = 1;

    private final String location;

    RedirectException(String location) {
        super("redirected");
        this.location = location;
    }

    /**
     * Where it is.
     *
     * @throws IOException where that is no URL of HTTP, or leads from HTTPS to HTTP
     */
    URI from(URI at) throws IOException {
        try {
            URI next = at.resolve(location);
            boolean secure = "https".equalsIgnoreCase(next.getScheme());
            if (next.getHost() != null && (secure || "http".equalsIgnoreCase(next.getScheme())
                    && "http".equalsIgnoreCase(at.getScheme()))) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the server redirects to what is no URL", e);
        }
        throw new IOException("the server redirects to what is not https, nor http as before");
    }
}
