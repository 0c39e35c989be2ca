package io.bactrian.model;

import java.util.concurrent.atomic.LongAdder;

/** Counts of a version's inferences since it was loaded. Any thread. */
public final class InferenceStats {
    private final LongAdder messages = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder notFinite = new LongAdder();
    private final RunTimes times = new RunTimes();

    /** A run over {@code size} messages has just ended after {@code took} nanoseconds. */
    public void ran(int size, long took) {
        ran(size, took, System.nanoTime());
    }

    /** @param end when it ended, by {@link System#nanoTime()} */
    public void ran(int size, long took, long end) {
        messages.add(size);
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

    public Reading read() {
        return reading(times.read());
    }

    /** The counts now; of the next {@code runs} runs, the times are not counted. */
    public Reading begin(int runs) {
        return reading(times.begin(runs));
    }

    private Reading reading(RunTimes.Reading now) {
        return new Reading(messages.sum(), errors.sum(), notFinite.sum(), now);
    }

    /** The counts at one moment, or of a stretch of time. */
    public record Reading(long messages, long errors, long notFinite, RunTimes.Reading times) {
        public static final Reading ZERO = new Reading(0, 0, 0, RunTimes.Reading.NONE);

        /** The difference to {@code before}. */
        public Reading since(Reading before) {
            return new Reading(messages - before.messages, errors - before.errors, notFinite - before.notFinite,
                    times.since(before.times));
        }
    }
}
