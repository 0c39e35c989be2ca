package io.bactrian.model;

/** Receives the results of running a candidate beside the serving version. Called by the engine, on its thread. */
public interface Comparison {
    /**
     * One batch was run by both.
     *
     * @param serving        nanoseconds of the serving version for the batch
     * @param candidate      nanoseconds of the candidate for the same messages
     * @param messages       how many
     */
    void timed(long serving, long candidate, int messages);

    /** Both answered one message. */
    void compared(ModelOutput serving, ModelOutput candidate);

    /** The candidate could not process one message. */
    void failed();

    /** This many messages were not compared, because the candidate could not keep up. */
    void dropped(int messages);
}
