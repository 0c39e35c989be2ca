package io.bactrian.rollout;

/** What went wrong with some models, and did not keep the others from their step. One thread. */
final class Failure {
    private Throwable first;
    private String model;

    void in(String name, Runnable step) {
        try {
            step.run();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (first == null) {
                first = e;
                model = name;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws what went wrong, an error as it is. */
    void rethrow() {
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw new IllegalStateException("Model " + model + ": its versions stay where they are: " + first, first);
        }
    }
}
