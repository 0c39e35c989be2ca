package io.bactrian.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests to a version since it was loaded, and where their time went, as the statistics extension of Triton's protocol counts
 * them: a request may have several rows, each of which is one inference. Any thread.
 */
public final class RequestStats {
    private final Sum succeeded = new Sum();
    private final Sum failed = new Sum();
    private final Sum waited = new Sum();
    private final LongAdder inferences = new LongAdder();
    private final Map<Integer, Runs> runs = new ConcurrentHashMap<>();
    private volatile long last;

    /** A request was answered, so many nanoseconds after it came. */
    public void succeeded(long nanos) {
        succeeded.add(nanos);
    }

    /** A request failed. */
    public void failed(long nanos) {
        failed.add(nanos);
    }

    /** One row was taken out of the queue to be run. */
    public void waited(long nanos) {
        waited.add(nanos);
    }

    /**
     * A run over so many rows.
     *
     * @param input  nanoseconds for making its tensors
     * @param infer  nanoseconds in the model
     * @param output nanoseconds for reading its outputs
     */
    public void ran(int rows, long input, long infer, long output) {
        last = System.currentTimeMillis();
        inferences.add(rows);
        Runs same = runs.get(rows);
        if (same == null) {
            same = runs.computeIfAbsent(rows, size -> new Runs());
        }
        same.count.increment();
        same.input.add(input);
        same.infer.add(infer);
        same.output.add(output);
    }

    public Reading read() {
        Map<Integer, Batch> sizes = new TreeMap<>();
        runs.forEach((rows, same) -> sizes.put(rows, new Batch(same.count.sum(), same.input.sum(), same.infer.sum(),
                same.output.sum())));
        return new Reading(last, inferences.sum(), succeeded.read(), failed.read(), waited.read(), sizes);
    }

    /**
     * The counts at one moment.
     *
     * @param last       epoch milliseconds of the last run, 0 before the first
     * @param inferences rows that were run
     * @param batches    runs by their number of rows, ascending
     */
    public record Reading(long last, long inferences, Duration succeeded, Duration failed, Duration waited,
            Map<Integer, Batch> batches) {
    }

    /** How often, and nanoseconds together. */
    public record Duration(long count, long nanos) {
    }

    /** Runs over one number of rows, and their nanoseconds together. */
    public record Batch(long count, long input, long infer, long output) {
    }

    private static final class Runs {
        private final LongAdder count = new LongAdder();
        private final LongAdder input = new LongAdder();
        private final LongAdder infer = new LongAdder();
        private final LongAdder output = new LongAdder();
    }

    private static final class Sum {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long took) {
            count.increment();
            nanos.add(took);
        }

        Duration read() {
            return new Duration(count.sum(), nanos.sum());
        }
    }
}
