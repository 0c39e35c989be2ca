package io.bactrian.flow;

import java.time.Clock;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Moments that outlive the process: exact within one process, whose {@link System#nanoTime()} no clock setting moves, and by the wall clock
 * from one process to the next. Any thread.
 */
final class ProcessClock {
    private final String run;
    private final LongSupplier nanos;
    private final Clock clock;
    private final long startNanos;
    private final long startMillis;

    ProcessClock(LongSupplier nanos, Clock clock) {
        this.run = UUID.randomUUID().toString();
        this.nanos = nanos;
        this.clock = clock;
        this.startNanos = nanos.getAsLong();
        this.startMillis = clock.millis();
    }

    /**
     * @param run    of the process it was taken in
     * @param nanos  {@link System#nanoTime()} there
     * @param millis epoch ms
     */
    record Moment(String run, long nanos, long millis) {
        /** @throws IllegalArgumentException when it is not what {@link #toString} wrote */
        static Moment parse(String text) {
            String[] parts = text.split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("'" + text + "' is no moment");
            }
            return new Moment(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }

        @Override
        public String toString() {
            return run + " " + nanos + " " + millis;
        }
    }

    Moment now() {
        return at(nanos.getAsLong());
    }

    /** The moment of a {@link System#nanoTime()} of this process. */
    Moment at(long nanoTime) {
        return new Moment(run, nanoTime, clock.millis() - (nanos.getAsLong() - nanoTime) / 1_000_000);
    }

    /** The moment as a {@link System#nanoTime()} of this process; one of an earlier process lies before this one's start. */
    long nanos(Moment moment) {
        return run.equals(moment.run()) ? moment.nanos() : startNanos - Math.max(0, startMillis - moment.millis()) * 1_000_000;
    }
}
