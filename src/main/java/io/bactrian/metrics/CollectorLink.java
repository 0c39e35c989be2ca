package io.bactrian.metrics;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.bactrian.threads.Backoff;

/** The way to the collector: when it may be tried, and whether exports reach it, which the log has once. One thread; the numbers from any. */
final class CollectorLink {
    private static final Logger LOG = Logger.getLogger(CollectorLink.class);
    private static final long FIRST_PAUSE = 1_000;
    private static final long LONGEST_PAUSE = 60_000;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    /** One alone may be of a connection that had been closed meanwhile. */
    private static final int FAILURES_TO_SAY = 2;

    private final PushSettings settings;
    private final CollectorClient client;
    private final LongSupplier nanos;
    private final Backoff backoff = Backoff.jittered(FIRST_PAUSE, LONGEST_PAUSE);
    private final LongAdder sent = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    /** NaN until the first try. */
    private volatile double connected = Double.NaN;
    private long nextTry;
    private int failures;
    private String said;

    /** @param nanos as {@link System#nanoTime()} */
    CollectorLink(PushSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.client = new CollectorClient(settings);
        this.nanos = nanos;
        this.nextTry = nanos.getAsLong();
    }

    /** Whether no pause is to be waited out. */
    boolean mayTry() {
        return nanos.getAsLong() - nextTry >= 0;
    }

    Outcome send(byte[] export) throws InterruptedException {
        Outcome outcome = client.send(export);
        if (outcome.kind() == Outcome.Kind.FAILED) {
            failed(outcome);
            return outcome;
        }
        answered();
        if (outcome.taken()) {
            sent.increment();
            rejected.add(outcome.rejected());
        }
        if (outcome.reason() != null && !Objects.equals(outcome.reason(), said)) {
            LOG.warnf("%s does not take all metrics: %s. What it refuses is dropped and counted"
                    + " (bactrian_metrics_push_dropped_total, bactrian_metrics_push_points_rejected_total)",
                    settings.endpoint(), outcome.reason());
        }
        said = outcome.reason();
        return outcome;
    }

    private void answered() {
        failures = 0;
        backoff.reset();
        if (connected == 0) {
            LOG.infof("Metrics reach %s again; those that wait are sent now", settings.endpoint());
        }
        connected = 1;
    }

    /** Nothing is to be sent for a while. */
    void failed(Outcome outcome) {
        failures++;
        Duration asked = outcome.pause().compareTo(LONGEST_WAIT) < 0 ? outcome.pause() : LONGEST_WAIT;
        nextTry = nanos.getAsLong() + Math.max(asked.toNanos(), TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis()));
        if (failures == FAILURES_TO_SAY) {
            connected = 0;
            LOG.warnf(
                    "Metrics do not reach %s: %s. They wait in %s, as long as bactrian.metrics.otlp.max-age says, and are sent"
                            + " when it takes them; messages are not affected",
                    settings.endpoint(), outcome.reason(), settings.dir());
        }
    }

    /** 1 while exports are taken, 0 while they are not; NaN before the first try. */
    double connected() {
        return connected;
    }

    /** Exports that were taken. */
    long sent() {
        return sent.sum();
    }

    /** Points that were left out of them. */
    long rejected() {
        return rejected.sum();
    }
}
