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

    /** This message in the form that a version takes which is being tried out, or null; its data is never null. */
    default Data candidate() {
        return null;
    }

    /** What a model takes, of a message whose answer nobody waits for. */
    record Data(Manifest model, double[] data, String[] texts) implements ModelInput {
        @Override
        public String orderKey() {
            return "";
        }
    }
}
