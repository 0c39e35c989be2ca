package io.bactrian.model;

/** One message on its way into a model. */
public interface ModelInput {
    /** The model it is for. */
    Manifest model();

    /** The key whose answers keep their order: the device. */
    String orderKey();

    /** Row-major elements of one input, {@link Manifest.Input#elements()} of them; null when there is nothing to infer yet. */
    float[] data();
}
