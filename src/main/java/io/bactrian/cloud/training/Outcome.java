package io.bactrian.cloud.training;

/** How a training ended. */
public enum Outcome {
    /** The candidate is in the pool. */
    ACCEPTED,
    /** There was a candidate, and it is not good enough, or could not be compared. */
    REJECTED,
    /** There was no candidate. */
    FAILED
}
