package io.bactrian.http;

/** A request that was not done, and the HTTP status that says why; the message is for the caller. */
public final class ApiProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    public ApiProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** A request that is wrong as it is. */
    public static ApiProblem badRequest(String message) {
        return new ApiProblem(400, message);
    }

    /** @param key the configuration's that has the token */
    public static ApiProblem unauthorised(String key) {
        return new ApiProblem(401, "expected the header 'Authorization: Bearer TOKEN' with the token of " + key);
    }

    public static ApiProblem notFound(String message) {
        return new ApiProblem(404, message);
    }

    public int status() {
        return status;
    }
}
