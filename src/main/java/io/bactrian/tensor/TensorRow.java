package io.bactrian.tensor;

import java.nio.ByteBuffer;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;

/** One row of a request on its way into a model. */
record TensorRow(Manifest model, ByteBuffer[] elements, String[] texts, long deadline, ModelInput candidate,
        byte[] picture) implements ModelInput {
    /** A request has no device: there is no order to keep. */
    @Override
    public String orderKey() {
        return null;
    }

    @Override
    public double[] data() {
        return null;
    }

    @Override
    public ByteBuffer bytes(int input) {
        return elements == null ? null : elements[input];
    }

    @Override
    public boolean hasData() {
        return true;
    }
}
