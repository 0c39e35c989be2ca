package io.bactrian.model;

/** What a model is for, which says what its answers must have. */
public enum Task {
    /** A label out of several, with a probability each. */
    CLASSIFICATION,
    /** A number. */
    REGRESSION,
    /** How unusual the input is, and whether that is too much. */
    ANOMALY,
    /** Tensors, passed on as they are. */
    RAW
}
