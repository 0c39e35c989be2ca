package io.bactrian.infer.batch;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/** The rows of one request, each of which rides in a batch by itself; complete when all are. Any thread. */
final class RowGroup {
    private final LoadedModel model;
    private final List<? extends ModelInput> rows;
    private final BiConsumer<List<ModelOutput>, RuntimeException> done;
    private final ModelOutput[] outputs;
    private final AtomicInteger left;
    private final long begin = System.nanoTime();
    private int queued;
    private volatile RuntimeException failure;
    private volatile boolean abandoned;

    /** @param done called once on a worker's thread, with the outputs in the rows' order or the failure; never where it was abandoned */
    RowGroup(LoadedModel model, List<? extends ModelInput> rows, BiConsumer<List<ModelOutput>, RuntimeException> done) {
        this.model = model;
        this.rows = rows;
        this.done = done;
        this.outputs = new ModelOutput[rows.size()];
        this.left = new AtomicInteger(rows.size());
    }

    LoadedModel model() {
        return model;
    }

    int size() {
        return outputs.length;
    }

    /** How many are in a worker's hands. For the thread that queues them. */
    int queued() {
        return queued;
    }

    /** So many more are. */
    void queued(int more) {
        queued += more;
    }

    /**
     * So many of the rows that are not queued yet: the first of them, the others behind it.
     *
     * @param taken called when a row is out of its worker's hands
     */
    InferRequest requests(int count, Runnable taken) {
        InferRequest first = request(queued, taken);
        InferRequest last = first;
        for (int row = queued + 1; row < queued + count; row++) {
            InferRequest next = request(row, taken);
            last.next(next);
            last = next;
        }
        return first;
    }

    private InferRequest request(int row, Runnable taken) {
        return new InferRequest(rows.get(row), model, this, null, (output, cause) -> {
            taken.run();
            completed(row, output, cause);
        });
    }

    /** No place for all of its rows: those that are queued are not run. */
    void abandon() {
        abandoned = true;
    }

    /** Whether nobody needs the rows that are left. */
    boolean over() {
        return abandoned || failure != null;
    }

    private void completed(int row, ModelOutput output, RuntimeException cause) {
        outputs[row] = output;
        if (cause != null && failure == null) {
            failure = cause;
        }
        if (left.decrementAndGet() > 0 || abandoned) {
            return;
        }
        long nanos = System.nanoTime() - begin;
        if (failure == null) {
            model.requests().succeeded(nanos);
            done.accept(Arrays.asList(outputs), null);
        } else {
            model.requests().failed(nanos);
            done.accept(null, failure);
        }
    }
}
