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
    private final PartAccess access;

    /**
     * @param token    asked at each request; gives {@link ApiToken#NONE} where none is configured
     * @param host     where the server listens
     * @param loopback whether that is reached from this machine only
     */
    public InferenceAccess(Supplier<ApiToken> token, String host, boolean loopback) {
        this.token = token;
        this.access = new PartAccess("inference over HTTP and gRPC is closed", KEY, ControlAccess.NOBODY, host, loopback);
    }

    /** Where the server listens. */
    public String host() {
        return access.host();
    }

    /** Whether that is reached from this machine only. */
    public boolean loopback() {
        return access.loopback();
    }

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return access.closed(token.get() != ApiToken.NONE);
    }

    void check(String authorization) throws ApiProblem {
        ApiToken now = token.get();
        access.check(now != ApiToken.NONE, now.isIn(authorization), authorization, KEY);
    }
}
