package io.bactrian.cloud;

import java.util.function.Supplier;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.PartAccess;

/**
 * Who may fetch archives from the pool: whoever has its token, and an operator. Without such a token: whoever can reach a server that
 * listens on loopback only, and otherwise an operator alone. Any thread.
 */
public final class ArchiveAccess {
    /** The key of the configuration that has the token. */
    public static final String KEY = "bactrian.cloud.pool.token";

    private final Supplier<ApiToken> token;
    private final PartAccess access;

    /**
     * @param token    asked at each request; gives {@link ApiToken#NONE} where none is configured
     * @param operators may as well
     * @param host     where the server listens
     * @param loopback whether that is reached from this machine only
     */
    public ArchiveAccess(Supplier<ApiToken> token, ControlAccess operators, String host, boolean loopback) {
        this.token = token;
        this.access = new PartAccess("archives cannot be fetched", KEY, operators, host, loopback);
    }

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return access.closed(token.get() != ApiToken.NONE);
    }

    void check(String authorization) throws ApiProblem {
        ApiToken now = token.get();
        access.check(now != ApiToken.NONE, now.isIn(authorization), authorization, KEY + " or bactrian.api.token");
    }
}
