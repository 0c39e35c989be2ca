package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.bactrian.cloud.training.ModelTraining.Pending;
import io.bactrian.cloud.training.command.CommandRun;
import io.bactrian.cloud.training.plan.TrainingPlan;

/** The thread that trains: one model at a time, with low priority. Any thread may ask it. */
final class TrainingWorker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TrainingWorker.class);
    private static final int MOST_STARTS = 3;
    private static final long SECONDS_TO_STOP = 10;

    private final TrainingSamples data;
    private final Versions versions;
    private final TrainingStore store;
    private final TrainingStates states;
    private final TrainingListener listener;
    private final long maxBytes;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "training");
        made.setDaemon(true);
        made.setPriority(Thread.MIN_PRIORITY);
        return made;
    });
    private volatile String running;
    private volatile boolean closed;

    /** @param maxBytes the most that a model may have */
    TrainingWorker(TrainingSamples data, Versions versions, TrainingStore store, TrainingStates states,
            TrainingListener listener,
            long maxBytes, Clock clock) {
        this.data = data;
        this.versions = versions;
        this.store = store;
        this.states = states;
        this.listener = listener;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** The model that is trained now, or null. */
    String running() {
        return running;
    }

    boolean free() {
        return running == null && !closed;
    }

    /** Only where it is free. Returns at once. */
    void begin(TrainingPlan plan, Pending pending) {
        running = plan.model();
        thread.execute(() -> {
            try {
                run(plan, pending);
            } finally {
                running = null;
            }
        });
    }

    private void run(TrainingPlan plan, Pending pending) {
        listener.began(plan.model(), pending.by());
        TrainingRecord ended = train(plan, pending);
        states.end(plan.model(), ended);
        if (ended != null) {
            LOG.infof("Training %s of %s: %s: %s", pending.id(), plan.model(), ended.outcome(), ended.reason());
            listener.ended(plan.model(), ended, Duration.between(pending.began(), ended.ended()));
        }
    }

    /** Null where it was stopped. */
    private TrainingRecord train(TrainingPlan plan, Pending pending) {
        TrainingRun run = new TrainingRun(plan, pending, data, versions, store.folder(plan.model(), pending.id()), maxBytes,
                clock);
        if (pending.starts() > MOST_STARTS) {
            return run.failed(
                    "the process ended %d times while this training was under way; find out why, such as too little memory for data.samples, and ask for it again"
                            .formatted(MOST_STARTS));
        }
        try {
            CommandRun.endLeftOver(store.folder(plan.model(), pending.id()));
            store.fresh(plan.model(), pending.id());
            return run.run();
        } catch (InterruptedException e) {
            return null;
        } catch (OutOfMemoryError e) {
            return run.failed("the memory was not enough: " + e + "; lower data.samples, or raise -Xmx");
        } catch (IOException | RuntimeException | Error e) {
            return closed ? null : run.failed("it failed: " + e);
        }
    }

    /** Stops a training under way; it is begun anew at the next start. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            thread.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
