package io.bactrian.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import ai.djl.translate.TranslateException;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/**
 * One thread that runs the model, and its queue. Takes one message, drains what is queued up to the batch size, waits out what
 * is left of the delay, runs, and answers in order on its own thread. A device always has the same lane, so its answers keep
 * their order.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Lane.class);

    private static final long LONGEST_RUN_MILLIS = 10_000;

    private final ModelHolder holder;
    private final Manifest.Batching limits;
    private final BlockingQueue<Pending> queue;
    private final InferMeters meters;
    private final Thread thread;
    private volatile boolean closed;

    Lane(ModelHolder holder, Manifest manifest, int number, InferMeters meters) {
        this.holder = holder;
        this.limits = manifest.batching();
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        this.meters = meters;
        this.thread = new Thread(this::work, "infer-" + manifest.name() + "-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether there was room. Any thread; never waits. */
    boolean offer(Pending pending) {
        return !closed && queue.offer(pending);
    }

    int waiting() {
        return queue.size();
    }

    /** Waits until the batch under way is through. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LONGEST_RUN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try (OnnxModel.Session session = holder.await().session()) {
            List<Pending> batch = new ArrayList<>(limits.size());
            while (!closed) {
                collect(batch);
                run(session, batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            LOG.debugf("%s ends", thread.getName());
        } finally {
            closed = true;
            List<Pending> left = new ArrayList<>();
            queue.drainTo(left);
            left.forEach(pending -> pending.fail().accept(new IllegalStateException("the model is being stopped")));
        }
    }

    private void collect(List<Pending> batch) throws InterruptedException {
        batch.add(queue.take());
        queue.drainTo(batch, limits.size() - 1);
        if (limits.delay().isZero()) {
            return;
        }
        long deadline = System.nanoTime() + limits.delay().toNanos();
        while (batch.size() < limits.size()) {
            Pending next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
            queue.drainTo(batch, limits.size() - batch.size());
        }
    }

    private void run(OnnxModel.Session session, List<Pending> batch) {
        List<ModelInput> inputs = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            if (pending.input().data() != null) {
                inputs.add(pending.input());
            }
        }
        List<ModelOutput> outputs = List.of();
        try {
            if (!inputs.isEmpty()) {
                long start = System.nanoTime();
                outputs = session.run(inputs);
                meters.ran(inputs.size(), System.nanoTime() - start);
            }
        } catch (TranslateException | RuntimeException e) {
            oneByOne(session, batch);
            return;
        }
        int next = 0;
        for (Pending pending : batch) {
            answer(pending, pending.input().data() == null ? null : outputs.get(next++));
        }
    }

    private void oneByOne(OnnxModel.Session session, List<Pending> batch) {
        for (Pending pending : batch) {
            try {
                answer(pending, pending.input().data() == null ? null : session.run(List.of(pending.input())).get(0));
            } catch (TranslateException | RuntimeException e) {
                fail(pending,
                        new BadInput(ErrorCode.NOT_PROCESSED, "the model could not process this input: " + e.getMessage()));
            }
        }
    }

    private static void answer(Pending pending, ModelOutput output) {
        try {
            pending.answer().accept(output);
        } catch (RuntimeException e) {
            LOG.error("An answer could not be passed on", e);
        }
    }

    private static void fail(Pending pending, RuntimeException cause) {
        try {
            pending.fail().accept(cause);
        } catch (RuntimeException e) {
            LOG.error("A failure could not be passed on", e);
        }
    }
}
