package io.bactrian.infer;

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
 * A candidate beside a model's answers, on one thread of its own, from which alone the comparison is called. Lanes offer what
 * they have answered and never wait; what does not fit, or comes while a lane has more than a batch waiting, is dropped. After
 * each run it rests three times as long as that took.
 */
final class Shadow {
    private static final Logger LOG = Logger.getLogger(Shadow.class);
    private static final int MOST_WAITING = 256;
    private static final long REPORT_MILLIS = 500;
    private static final int REST = 3;

    private final LoadedModel candidate;
    private final double share;
    private final Comparison into;
    private final IntPredicate behind;
    private final CandidateRun run;
    private final AtomicLong runs = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final BlockingQueue<Answered> queue = new LinkedBlockingQueue<>();
    private final Answered wake = new Answered(List.of(), List.of(), 0);
    private final Thread thread;
    private volatile boolean ended;
    private boolean complained;

    /** @param behind whether some lane of the model has more than so many messages waiting */
    Shadow(LoadedModel candidate, double share, Comparison into, IntPredicate behind) {
        this.candidate = candidate;
        this.share = share;
        this.into = into;
        this.behind = behind;
        this.run = new CandidateRun(candidate, into, answered -> ended || late(answered));
        this.thread = new Thread(this::work, "shadow-" + candidate.manifest().name());
        thread.setDaemon(true);
        thread.start();
    }

    LoadedModel candidate() {
        return candidate;
    }

    /** What is to be offered of a run once it is answered; null where the candidate is to see none of it. */
    Answered look(List<ModelInput> inputs, List<ModelOutput> outputs, long nanos) {
        return Answered.some(candidate.manifest(), inputs) && turn()
                ? Answered.of(candidate.manifest(), inputs, outputs, nanos)
                : null;
    }

    /** Any thread; never waits. */
    void offer(Answered answered) {
        if (late(answered) || !room(answered.size())) {
            dropped.addAndGet(answered.size());
            return;
        }
        if (!candidate.hold()) {
            waiting.addAndGet(-answered.size());
            return;
        }
        queue.add(answered);
        if (ended && queue.removeIf(other -> other == answered)) {
            letGo(answered);
        }
    }

    /** Looks at no more. Does not wait for a run under way. */
    void end() {
        ended = true;
        queue.add(wake);
        LockSupport.unpark(thread);
    }

    private boolean turn() {
        long number = runs.incrementAndGet();
        return Math.floor(number * share) > Math.floor((number - 1) * share);
    }

    private boolean late(Answered answered) {
        return behind.test(answered.servingBatch());
    }

    private boolean room(int size) {
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
                Answered next = queue.poll(REPORT_MILLIS, TimeUnit.MILLISECONDS);
                report();
                if (next != null && next != wake) {
                    long start = System.nanoTime();
                    compare(next);
                    rest(System.nanoTime() - start);
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("The shadow of model %s is stopped", candidate.manifest().name());
        } finally {
            ended = true;
            for (Answered left = queue.poll(); left != null; left = queue.poll()) {
                letGo(left);
            }
        }
    }

    private void rest(long worked) {
        long end = System.nanoTime() + REST * worked;
        for (long left = end - System.nanoTime(); left > 0 && !ended; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void compare(Answered answered) {
        try {
            run.over(answered);
        } catch (RuntimeException e) {
            complain(e);
        } catch (Error e) {
            UncaughtErrors.handOver(e);
        } finally {
            letGo(answered);
        }
    }

    private void report() {
        int count = dropped.getAndSet(0);
        try {
            if (count > 0) {
                into.dropped(count);
            }
        } catch (RuntimeException e) {
            complain(e);
        } catch (Error e) {
            UncaughtErrors.handOver(e);
        }
    }

    private void complain(RuntimeException e) {
        if (!complained) {
            complained = true;
            LOG.errorf(e, "Model %s version %s could not be compared; this is said once", candidate.manifest().name(),
                    candidate.manifest().version());
        }
    }

    private void letGo(Answered answered) {
        if (answered != wake) {
            waiting.addAndGet(-answered.size());
            candidate.release(1);
        }
    }
}
