package io.bactrian.cloud.deploy;

/** What was asked of a deployment is not done; the message says why, and what can be. */
public final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean unknown;

    private DeploymentException(boolean unknown, String message) {
        super(message, null, false, false);
        this.unknown = unknown;
    }

    static DeploymentException unknown(String model, int version) {
        return new DeploymentException(true,
                "version " + version + " of " + model
                        + " was never deployed; expected one that was, see GET /bactrian/deployments");
    }

    static DeploymentException conflict(String message) {
        return new DeploymentException(false, message);
    }

    /** Whether there is no such deployment, rather than one in a state that does not allow it. */
    public boolean unknown() {
        return unknown;
    }
}
