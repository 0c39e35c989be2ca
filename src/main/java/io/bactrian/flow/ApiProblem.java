package io.bactrian.flow;

/** A request that was not done, and the HTTP status that says why; the message is for the caller. */
final class ApiProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    private ApiProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static ApiProblem badRequest(String message) {
        return new ApiProblem(400, message);
    }

    static ApiProblem unauthorised() {
        return new ApiProblem(401, "expected the header 'Authorization: Bearer TOKEN' with the token of bactrian.api.token");
    }

    int status() {
        return status;
    }
}
