package io.bactrian.cloud;

import java.util.function.Supplier;

import io.bactrian.http.ApiRequest;
import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;

/**
 * Who may fetch archives from the pool: whoever has its token, and an operator. Without such a token: whoever can reach a server that
 * listens on loopback only, and otherwise an operator alone. Any thread.
 */
public final class ArchiveAccess {
    /** The key of the configuration that has the token. */
    public static final String KEY = "bactrian.cloud.pool.token";

    private final Supplier<ApiToken> token;
    private final ControlAccess operators;
    private final String host;
    private final boolean loopback;

    /**
     * @param token    asked at each request; gives {@link ApiToken#NONE} where none is configured
     * @param operators may as well
     * @param host     where the server listens
     * @param loopback whether that is reached from this machine only
     */
    public ArchiveAccess(Supplier<ApiToken> token, ControlAccess operators, String host, boolean loopback) {
        this.token = token;
        this.operators = operators;
        this.host = host;
        this.loopback = loopback;
    }

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return token.get() == ApiToken.NONE && !operators.isOn() && !loopback
                ? "archives cannot be fetched: this listens on " + host + ", and " + KEY + " is not set"
                : null;
    }

    void check(String authorization) throws ApiRequest.Problem {
        String closed = closed();
        if (closed != null) {
            throw new ApiRequest.Problem(403, closed);
        }
        ApiToken now = token.get();
        boolean open = now == ApiToken.NONE && loopback;
        if (!open && !now.isIn(authorization) && !operators.allows(authorization)) {
            throw new ApiRequest.Problem(401,
                    "expected the header 'Authorization: Bearer TOKEN' with the token of " + KEY + " or bactrian.api.token");
        }
    }
}
