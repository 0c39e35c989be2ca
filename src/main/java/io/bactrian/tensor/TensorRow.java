package io.bactrian.tensor;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;

/** One row of a request on its way into a model. */
record TensorRow(Manifest model, ByteBuffer[] elements, String[] texts, long deadline, BooleanSupplier gone,
        ModelInput candidate, byte[] picture) implements ModelInput {
    @Override
    public boolean cancelled() {
        return gone.getAsBoolean();
    }

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
