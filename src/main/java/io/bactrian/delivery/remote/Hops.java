package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * A GET with its redirects and challenges. The client follows none by itself, for it would send the headers of one server to the
 * next; here each hop gets headers of its own.
 */
public final class Hops {
    private static final int MOST_REDIRECTS = 5;
    private static final int MOST_CHALLENGES = 2;

    private Hops() {
    }

    /** One request. */
    public interface Step<T> {
        /** @throws HttpStatusException where the answer is not what was asked for */
        T take(URI url, Map<String, String> headers) throws IOException, RejectedOrderException, InterruptedException;
    }

    /** Waits. */
    public static <T> T follow(URI url, Access access, Step<T> step)
            throws IOException, RejectedOrderException, InterruptedException {
        URI at = url;
        int redirects = 0;
        int challenges = 0;
        while (true) {
            try {
                return step.take(at, access.headers(at));
            } catch (HttpStatusException e) {
                if (e.redirect() != null) {
                    if (redirects++ == MOST_REDIRECTS) {
                        throw new IOException(Origin.of(url) + " redirects more than " + MOST_REDIRECTS + " times", e);
                    }
                    at = next(at, e.redirect());
                } else if (!e.unauthorized() || challenges++ == MOST_CHALLENGES || !access.challenged(at, e.challenges())) {
                    throw e;
                }
            }
        }
    }

    private static URI next(URI at, String location) throws IOException {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException(Origin.of(at) + " redirects to what is no URL", e);
        }
        boolean usable = next.getHost() != null && next.getRawUserInfo() == null
                && ("https".equalsIgnoreCase(next.getScheme())
                        || "http".equalsIgnoreCase(next.getScheme()) && !Origin.of(at).encrypted());
        if (!usable) {
            throw new IOException(Origin.of(at) + " redirects to a URL with scheme '" + next.getScheme()
                    + "'; expected https://HOST/PATH without a user");
        }
        return next;
    }
}
