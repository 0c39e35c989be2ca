package io.bactrian.infer.batch;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

import org.jboss.logging.Logger;

import io.bactrian.model.Comparison;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.threads.UncaughtErrors;

/**
 * Compares a candidate with a model's answers, on one thread of its own, which alone calls the comparison. Workers offer what they
 * have answered and never wait; what does not fit, or comes while a worker has more than a batch waiting, is dropped. After each
 * run the thread pauses three times as long as that took.
 */
final class Shadow {
    private static final Logger LOG = Logger.getLogger(Shadow.class);
    private static final int MOST_WAITING = 256;
    private static final long REPORT_MILLIS = 500;
    private static final int PAUSE_PER_RUN = 3;

    private final LoadedModel candidate;
    private final double share;
    private final Comparison into;
    private final PictureInputs pictures;
    private final IntPredicate behind;
    private final AtomicLong runs = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final BlockingQueue<ShadowBatch> queue = new LinkedBlockingQueue<>();
    private final ShadowBatch wake = new ShadowBatch(List.of(), List.of(), 0);
    private final Thread thread;
    private volatile boolean ended;
    private boolean logged;

    /** @param behind whether some worker of the model has more than so many messages waiting */
    Shadow(LoadedModel candidate, double share, Comparison into, PictureInputs pictures, IntPredicate behind) {
        this.candidate = candidate;
        this.share = share;
        this.into = into;
        this.pictures = pictures;
        this.behind = behind;
        this.thread = new Thread(this::work, "shadow-" + candidate.manifest().name());
        thread.setDaemon(true);
        thread.start();
    }

    LoadedModel candidate() {
        return candidate;
    }

    /** What is to be offered of a run once it is answered; null where none of it is to be compared. */
    ShadowBatch select(List<ModelInput> inputs, List<ModelOutput> outputs, long nanos) {
        return ShadowBatch.hasAny(candidate.manifest(), inputs) && isSampled()
                ? ShadowBatch.of(candidate.manifest(), inputs, outputs, nanos)
                : null;
    }

    /** Any thread; never waits. */
    void offer(ShadowBatch answered) {
        if (late(answered) || !reserve(answered.size())) {
            dropped.addAndGet(answered.size());
            return;
        }
        if (!candidate.hold()) {
            waiting.addAndGet(-answered.size());
            return;
        }
        queue.add(answered);
        if (ended && queue.removeIf(other -> other == answered)) {
            release(answered);
        }
    }

    /** Compares no more. Does not wait for a run under way. */
    void end() {
        ended = true;
        queue.add(wake);
        LockSupport.unpark(thread);
    }

    private boolean isSampled() {
        long number = runs.incrementAndGet();
        return Math.floor(number * share) > Math.floor((number - 1) * share);
    }

    private boolean late(ShadowBatch answered) {
        return behind.test(answered.servingBatch());
    }

    private boolean reserve(int size) {
        int before = waiting.get();
        while (before == 0 || before + size <= MOST_WAITING) {
            if (waiting.compareAndSet(before, before + size)) {
                return true;
            }
            before = waiting.get();
        }
        return false;
    }

    private void work() {
        try {
            while (!ended) {
                ShadowBatch next = queue.poll(REPORT_MILLIS, TimeUnit.MILLISECONDS);
                reportDropped();
                if (next != null && next != wake) {
                    long start = System.nanoTime();
                    compare(next);
                    pause(System.nanoTime() - start);
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("The shadow of model %s is stopped", candidate.manifest().name());
        } finally {
            ended = true;
            for (ShadowBatch left = queue.poll(); left != null; left = queue.poll()) {
                release(left);
            }
        }
    }

    private void pause(long worked) {
        long end = System.nanoTime() + PAUSE_PER_RUN * worked;
        for (long left = end - System.nanoTime(); left > 0 && !ended; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void compare(ShadowBatch answered) {
        try {
            answered.compare(candidate, into, pictures, batch -> ended || late(batch));
        } catch (RuntimeException e) {
            logOnce(e);
        } catch (Error e) {
            UncaughtErrors.handOver(e);
        } finally {
            release(answered);
        }
    }

    private void reportDropped() {
        int count = dropped.getAndSet(0);
        try {
            if (count > 0) {
                into.dropped(count);
            }
        } catch (RuntimeException e) {
            logOnce(e);
        } catch (Error e) {
            UncaughtErrors.handOver(e);
        }
    }

    private void logOnce(RuntimeException e) {
        if (!logged) {
            logged = true;
            LOG.errorf(e, "Model %s version %s could not be compared; this is logged once", candidate.manifest().name(),
                    candidate.manifest().version());
        }
    }

    private void release(ShadowBatch answered) {
        if (answered != wake) {
            waiting.addAndGet(-answered.size());
            candidate.release(1);
        }
    }
}
