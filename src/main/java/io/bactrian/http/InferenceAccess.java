package io.bactrian.http;

import java.util.function.Supplier;

/**
 * Who may ask for inference: whoever has the token; without one, whoever can reach a server that listens on loopback only, and
 * otherwise nobody. Any thread.
 */
public final class InferenceAccess {
    /** The key of the configuration that has the token. */
    public static final String KEY = "bactrian.inference.token";

    private final Supplier<ApiToken> token;
    private final boolean loopback;
    private final String host;

    /**
     * @param token    asked at each request; gives {@link ApiToken#NONE} where none is configured
     * @param host     where the server listens
     * @param loopback whether that is reached from this machine only
     */
    public InferenceAccess(Supplier<ApiToken> token, String host, boolean loopback) {
        this.token = token;
        this.host = host;
        this.loopback = loopback;
    }

    /** Where the server listens. */
    public String host() {
        return host;
    }

    /** Whether that is reached from this machine only. */
    public boolean loopback() {
        return loopback;
    }

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return token.get() == ApiToken.NONE && !loopback
                ? "inference over HTTP and gRPC is closed: it listens on " + host + ", and " + KEY + " is not set"
                : null;
    }

    void check(String authorization) throws ApiProblem {
        String closed = closed();
        if (closed != null) {
            throw ApiProblem.closed(closed);
        }
        ApiToken now = token.get();
        if (now != ApiToken.NONE && !now.isIn(authorization)) {
            throw ApiProblem.unauthorised(KEY);
        }
    }
}
