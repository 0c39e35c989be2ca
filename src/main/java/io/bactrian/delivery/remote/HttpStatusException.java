package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** A server's answer that is not what was asked for. */
public final class HttpStatusException extends IOException {
    private static final long serialVersionUID = 1;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final int status;
    private final long retryAfterSeconds;
    private final String location;
    private final List<String> challenges;

    public HttpStatusException(URI url, HttpResponse.ResponseInfo response) {
        super(Origin.of(url) + " answered " + response.statusCode() + " for " + url.getRawPath()
                + remedy(url, response.statusCode()));
        status = response.statusCode();
        String later = response.headers().firstValue("Retry-After").filter(value -> value.matches("[0-9]{1,6}")).orElse("0");
        retryAfterSeconds = Long.parseLong(later);
        location = response.headers().firstValue("Location").orElse(null);
        challenges = List.copyOf(response.headers().allValues("WWW-Authenticate"));
    }

    private static String remedy(URI url, int status) {
        return status == UNAUTHORIZED || status == FORBIDDEN
                ? ", so it wants other rights; give those for '" + Origin.of(url).authority()
                        + "' in the file bactrian.delivery.credentials"
                : "";
    }

    public int status() {
        return status;
    }

    /** What the server asks for; 0 for nothing. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    boolean unauthorized() {
        return status == UNAUTHORIZED;
    }

    /** Where else it is; null where the answer does not say. */
    String redirect() {
        return REDIRECTS.contains(status) ? location : null;
    }

    /** The values of {@code WWW-Authenticate}. */
    List<String> challenges() {
        return challenges;
    }
}
