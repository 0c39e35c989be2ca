package io.bactrian.delivery;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

import io.bactrian.delivery.remote.HttpStatusException;
import io.bactrian.delivery.remote.RejectedOrderException;
import io.bactrian.threads.Backoff;
import io.bactrian.threads.UncaughtErrors;

/** One order with its tries; its failures are its own. One thread, but for {@link #withdraw()} and {@link #withdrawn()}. */
final class Job {
    private static final int MOST_WRONG_DIGESTS = 3;

    private final Order order;
    private final long longestPause;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Backoff backoff;
    private DeliveryState state = DeliveryState.QUEUED;
    private String reason;
    private Instant since;
    private long due;
    private int wrongDigests;
    private long bytes;
    private boolean blocked;
    private Delivery delivery;
    private Future<?> run;
    private volatile boolean withdrawn;

    Job(Order order, DeliverySettings settings, LongSupplier nanos, Clock clock) {
        this.order = order;
        this.longestPause = settings.lastRetry().toMillis();
        this.backoff = Backoff.exact(settings.firstRetry().toMillis(), longestPause);
        this.nanos = nanos;
        this.clock = clock;
        this.since = clock.instant();
        this.due = nanos.getAsLong();
    }

    Order order() {
        return order;
    }

    /** When it may be tried, as {@link System#nanoTime()}. */
    long due() {
        return due;
    }

    boolean waiting() {
        return state == DeliveryState.QUEUED || state == DeliveryState.RETRYING;
    }

    boolean isDue() {
        return waiting() && due - nanos.getAsLong() <= 0;
    }

    boolean running() {
        return run != null;
    }

    boolean delivered() {
        return state == DeliveryState.DELIVERED;
    }

    void withdraw() {
        withdrawn = true;
    }

    boolean withdrawn() {
        return withdrawn;
    }

    void begin(Delivery started, Future<?> future) {
        delivery = started;
        run = future;
        become(DeliveryState.FETCHING, null);
    }

    /** Its files are there already. */
    void found(long size) {
        bytes = size;
        become(DeliveryState.DELIVERED, null);
    }

    /** Something that is not its own stands in its way, for now. */
    void block(String why) {
        blocked = true;
        become(DeliveryState.REJECTED, why);
    }

    /** Nothing stands in its way any more. */
    void unblock() {
        if (blocked) {
            blocked = false;
            again();
        }
    }

    /** What it needs is there again, or gone: it is tried again now. */
    void again() {
        due = nanos.getAsLong();
        become(DeliveryState.QUEUED, null);
    }

    /** Takes what has become of its run. Whether that has ended. */
    boolean collect() {
        if (run == null || !run.isDone()) {
            if (run != null && delivery.checking()) {
                become(DeliveryState.CHECKING, null);
            }
            return false;
        }
        try {
            run.get();
            bytes = delivery.bytes();
            become(DeliveryState.DELIVERED, null);
        } catch (ExecutionException e) {
            ended(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            run = null;
        }
        return true;
    }

    private void ended(Throwable cause) {
        long come = delivery.bytes();
        if (come > bytes) {
            backoff.reset();
        }
        bytes = come;
        if (cause instanceof StoppedException) {
            again();
        } else if (cause instanceof RejectedOrderException) {
            become(DeliveryState.REJECTED, cause.getMessage());
        } else if (cause instanceof WrongDigestException && ++wrongDigests == MOST_WRONG_DIGESTS) {
            become(DeliveryState.REJECTED, cause.getMessage() + "; it was fetched " + wrongDigests + " times");
        } else {
            UncaughtErrors.handOverFatal(cause);
            retry(cause);
        }
    }

    private void retry(Throwable cause) {
        long asked = cause instanceof HttpStatusException status ? status.retryAfterSeconds() * 1000 : 0;
        due = nanos.getAsLong() + Math.max(backoff.nextMillis(), Math.min(longestPause, asked)) * 1_000_000;
        become(DeliveryState.RETRYING,
                cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString());
    }

    private void become(DeliveryState next, String why) {
        if (next != state || !Objects.equals(why, reason)) {
            since = clock.instant();
        }
        state = next;
        reason = why;
    }

    OrderStatus status() {
        return new OrderStatus(order.id(), order.model(), order.version(), state.text(), reason,
                run == null ? bytes : delivery.bytes(), run == null ? -1 : delivery.total(), since);
    }
}
