package io.bactrian.model;

import java.util.concurrent.atomic.LongAdder;

/** Counts of a version's inferences since it was loaded. Any thread. */
public final class InferenceStats {
    private final LongAdder messages = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder notFinite = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final RunTimes times = new RunTimes();

    /** A run over {@code size} messages has just ended after {@code took} nanoseconds. */
    public void ran(int size, long took) {
        ran(size, took, System.nanoTime());
    }

    /** @param end when it ended, by {@link System#nanoTime()} */
    public void ran(int size, long took, long end) {
        messages.add(size);
        nanos.add(took);
        times.ran(size, took, end);
    }

    /** The version could not process a message. */
    public void failed() {
        errors.increment();
    }

    /** An output had an element that is no finite number. */
    public void notFinite() {
        notFinite.increment();
    }

    /** The durations of the runs. */
    public RunTimes times() {
        return times;
    }

    public Reading read() {
        return new Reading(messages.sum(), errors.sum(), notFinite.sum(), nanos.sum());
    }

    /** The counts at one moment. */
    public record Reading(long messages, long errors, long notFinite, long nanos) {
        public static final Reading ZERO = new Reading(0, 0, 0, 0);

        /** The difference to {@code before}. */
        public Reading since(Reading before) {
            return new Reading(messages - before.messages, errors - before.errors, notFinite - before.notFinite,
                    nanos - before.nanos);
        }

        /** Nanoseconds of model time a message, NaN before the first. */
        public double nanosPerMessage() {
            return messages == 0 ? Double.NaN : (double) nanos / messages;
        }
    }
}
