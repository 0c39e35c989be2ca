package io.bactrian.model;

/** What came of running a candidate beside the serving version. Called by the engine, on its thread. */
public interface Comparison {
    /**
     * One batch was run by both.
     *
     * @param serving        nanoseconds of the serving version for the batch
     * @param candidate      nanoseconds of the candidate for the same messages
     * @param messages       how many
     */
    void timed(long serving, long candidate, int messages);

    /** Both said something about one message. */
    void compared(ModelOutput serving, ModelOutput candidate);

    /** The candidate could not process one message. */
    void failed();

    /** So many messages were not looked at, because the candidate could not keep up. */
    void dropped(int messages);
}
