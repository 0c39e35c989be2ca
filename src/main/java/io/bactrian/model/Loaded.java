package io.bactrian.model;

/** A version in memory that has passed its checks. */
public interface Loaded {
    Manifest manifest();

    InferenceStats stats();

    /** Median nanoseconds of one inference alone, measured when it was checked. */
    long latencyNanos();
}
