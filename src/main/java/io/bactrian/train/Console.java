package io.bactrian.train;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What a training says of itself while it runs: a line for each step, and on long steps how far it is, once a second at most. */
final class Console {
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter terminal;
    private final LongSupplier nanos;

    Console(PrintWriter terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.nanos = nanos;
    }

    void say(String format, Object... args) {
        terminal.println(String.format(Locale.ROOT, format, args));
        terminal.flush();
    }

    /** Begins a step whose whole is {@code total}. */
    Work begin(String what, long total) {
        return new Work(what, total);
    }

    /** A step under way. */
    final class Work {
        private final String what;
        private final long total;
        private final long began = nanos.getAsLong();
        private long said = began;
        private long done;

        private Work(String what, long total) {
            this.what = what;
            this.total = total;
        }

        void next() {
            at(done + 1);
        }

        void at(long now) {
            done = now;
            long time = nanos.getAsLong();
            if (time - said >= SILENT_NANOS && done > 0 && done < total) {
                said = time;
                say("%s: %,d of %,d (%d %%), %d s left", what, done, total, 100 * done / total,
                        TimeUnit.NANOSECONDS.toSeconds((long) ((double) (time - began) / done * (total - done))));
            }
        }
    }
}
