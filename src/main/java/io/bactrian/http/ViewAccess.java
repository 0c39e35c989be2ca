package io.bactrian.http;

/**
 * Who may see what the page shows: an operator, who has the token of control; where there is no such token, whoever can reach a server
 * that listens on loopback only. Any thread.
 *
 * @param host     where the server listens
 * @param loopback whether that is reached from this machine only
 */
public record ViewAccess(ControlAccess operators, String host, boolean loopback) {
    private static final String KEY = "bactrian.api.token";

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return operators.isOn() || loopback
                ? null
                : "what the page shows is closed: it listens on " + host + ", and " + KEY + " is not set";
    }

    /** @throws ApiProblem 401 without the token, and 403 where nobody may */
    public void check(String authorization) throws ApiProblem {
        String closed = closed();
        if (closed != null) {
            throw new ApiProblem(403, closed);
        }
        if (operators.isOn() && !operators.allows(authorization)) {
            throw ApiProblem.unauthorised(KEY);
        }
    }
}
