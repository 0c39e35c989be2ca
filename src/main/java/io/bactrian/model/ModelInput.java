package io.bactrian.model;

/** One message on its way into a model. */
public interface ModelInput {
    /** The version it is for. */
    Manifest model();

    /** The key whose answers keep their order: the device. */
    String orderKey();

    /** All inputs' elements, row-major, one input after the other; null when there is nothing to infer yet. Not changed afterwards. */
    double[] data();

    /** Where the model has inputs of strings: their elements at the places they have in {@link #data()}, else null. */
    default String[] texts() {
        return null;
    }

    /** How many of the message's own values were missing and are filled in. */
    default int filled() {
        return 0;
    }

    /** What a version that is being tried out is to see of this message, or null. */
    default Candidate candidate() {
        return null;
    }

    /** The same message in the form that another version takes; data is never null. */
    record Candidate(Manifest model, double[] data, String[] texts) {
    }
}
