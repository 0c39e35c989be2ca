package io.bactrian.train.vision;

/** One step of a network, for one picture at a time: it remembers its last input for {@link #backward}. Not thread-safe. */
public abstract sealed class Layer permits Conv, Dense, Relu {
    private static final float[] NONE = {};

    abstract float[] forward(float[] in);

    /**
     * Adds to the gradients of the parameters.
     *
     * @param gradient of the loss by the last output
     * @return of the loss by the last input
     */
    abstract float[] backward(float[] gradient);

    /** What is fitted, weights first; changed in place. */
    float[] parameters() {
        return NONE;
    }

    /** At the same places. */
    float[] gradients() {
        return NONE;
    }
}
