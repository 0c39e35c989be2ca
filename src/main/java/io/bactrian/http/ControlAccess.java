package io.bactrian.http;

import java.util.function.Supplier;

/** Who may control the models: an operator, who has the token of control. Any thread. */
public final class ControlAccess {
    /** Control is off: nobody. */
    public static final ControlAccess NOBODY = new ControlAccess(() -> ApiToken.NONE);

    private final Supplier<ApiToken> token;

    /** @param token asked at each request; gives {@link ApiToken#NONE} where control is off */
    public ControlAccess(Supplier<ApiToken> token) {
        this.token = token;
    }

    /** Whether anybody may. */
    public boolean isOn() {
        return token.get() != ApiToken.NONE;
    }

    /** Whether an {@code Authorization} header is an operator's. */
    public boolean allows(String authorization) {
        return token.get().isIn(authorization);
    }
}
