package io.bactrian.infer.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.bactrian.infer.onnx.Reasons;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.threads.UncaughtErrors;

/**
 * One thread that runs a model's versions, and its queue. Takes one message, drains what is queued up to the batch size of the
 * version that is for, waits out what is left of the delay, runs, and answers in order on its own thread. A device always has
 * the same worker, whichever version answers it, so its answers keep their order.
 */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    private static final long LONGEST_RUN_MILLIS = 10_000;

    private final BlockingQueue<InferRequest> queue;
    private final InferRequest wake = new InferRequest(null, null, (output, failure) -> {
    });
    private final AtomicInteger rows = new AtomicInteger();
    private final int mostRows;
    private final Batch batch;
    private final List<InferRequest> drained = new ArrayList<>();
    private final Supplier<Shadow> shadow;
    private final Thread thread;
    private volatile boolean ending;
    private volatile boolean stopped;
    private volatile boolean ended;

    /**
     * @param before the first message is run once this is zero
     * @param after  is counted down after the last message
     */
    Worker(String name, int capacity, CountDownLatch before, CountDownLatch after, InferMeters.OfModel meters,
            PictureInputs pictures, Supplier<Shadow> shadow) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.mostRows = Math.max(1, capacity / 2);
        this.batch = new Batch(meters, pictures);
        this.shadow = shadow;
        this.thread = new Thread(() -> work(before, after), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** False where its queue is full or it is ending. Any thread; never waits. */
    boolean offer(InferRequest request) {
        return !ending && queue.offer(request) && !(ended && queue.removeIf(other -> other == request));
    }

    /** The most rows of requests that it takes at a time: half of its queue, the rest is for devices. */
    int mostRows() {
        return mostRows;
    }

    /** Reserves places for rows of requests, or none at all. Any thread; never waits. */
    boolean reserve(int places) {
        int before = rows.get();
        while (before + places <= mostRows) {
            if (rows.compareAndSet(before, before + places)) {
                return true;
            }
            before = rows.get();
        }
        return false;
    }

    /** Gives places back. */
    void free(int places) {
        rows.addAndGet(-places);
    }

    /** Whether it takes no more. */
    boolean ending() {
        return ending;
    }

    int waiting() {
        return queue.size();
    }

    /** Takes no more, and ends once all it has is answered. Never waits. */
    void end() {
        ending = true;
        queue.offer(wake);
    }

    /** Waits until the batch under way is through; what is queued fails. */
    void stop() {
        ending = true;
        stopped = true;
        thread.interrupt();
        try {
            thread.join(LONGEST_RUN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(CountDownLatch before, CountDownLatch after) {
        boolean orderly = false;
        try {
            before.await();
            while (!stopped && !(ending && queue.isEmpty())) {
                collect(queue.take());
                answer(shadow.get());
            }
            orderly = !stopped;
        } catch (InterruptedException e) {
            LOG.debugf("%s is stopped", thread.getName());
        } finally {
            ending = true;
            ended = true;
            try {
                finish(orderly);
            } finally {
                after.countDown();
            }
        }
    }

    /** What came while it ended is answered; where it was stopped, nothing is. */
    private void finish(boolean orderly) {
        do {
            if (orderly) {
                answer(null);
            } else {
                batch.fail(new ModelUnavailable("the model is being stopped", null));
            }
        } while (drain(Integer.MAX_VALUE) > 0);
    }

    /** Goes on after whatever happens: an error is for the process to end on, and never for a worker to be missing. */
    private void answer(Shadow target) {
        try {
            batch.answer(target);
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed; its messages are tried again", thread.getName());
            batch.fail(new ModelUnavailable("the model's thread failed: " + Reasons.words(e), e));
        } catch (Error e) {
            batch.fail(new ModelUnavailable("the model's thread failed: " + Reasons.words(e), e));
            UncaughtErrors.handOver(e);
        }
    }

    private void collect(InferRequest first) throws InterruptedException {
        batch.add(first);
        if (first.model() == null) {
            return;
        }
        Manifest.Batching limits = first.model().manifest().batching();
        drain(limits.size() - batch.size());
        if (limits.delay().isZero()) {
            return;
        }
        long deadline = System.nanoTime() + limits.delay().toNanos();
        while (batch.size() < limits.size()) {
            InferRequest next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
            drain(limits.size() - batch.size());
        }
    }

    /** Takes what is queued, so many at most, each with the rows that came with it: the batch may become larger than one run. */
    private int drain(int most) {
        if (most <= 0) {
            return 0;
        }
        int count = queue.drainTo(drained, most);
        drained.forEach(batch::add);
        drained.clear();
        return count;
    }
}
