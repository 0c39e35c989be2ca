package io.bactrian.http;

/**
 * Who may use a part of the service: whoever shows a token of that part, and an operator. Where the part has no tokens: whoever can reach
 * a server that listens on loopback only, and otherwise an operator alone. Any thread.
 *
 * @param refusal   what is said where nobody may: {@code telemetry over HTTP is closed}
 * @param key       of the configuration, that gives the part its tokens
 * @param operators {@link ControlAccess#NOBODY} where an operator needs the part's token too
 * @param host      where the server listens
 * @param loopback  whether that is reached from this machine only
 */
public record PartAccess(String refusal, String key, ControlAccess operators, String host, boolean loopback) {
    /**
     * Why nobody may, and which key changes that; null where somebody may.
     *
     * @param tokens whether the part has tokens
     */
    public String closed(boolean tokens) {
        return tokens || loopback || operators.isOn()
                ? null
                : refusal + ": the server listens on " + host + ", and " + key + " is not set";
    }

    /**
     * @param tokens        whether the part has tokens
     * @param own           whether the request shows one of them
     * @param authorization the request's header; null for none
     * @param expected      the tokens that would do, for who may not
     * @throws ApiProblem for who may not
     */
    public void check(boolean tokens, boolean own, String authorization, String expected) throws ApiProblem {
        String nobody = closed(tokens);
        if (nobody != null) {
            throw new ApiProblem(403, nobody);
        }
        boolean open = !tokens && loopback;
        if (!open && !own && !operators.allows(authorization)) {
            throw ApiProblem.unauthorised(expected);
        }
    }
}
