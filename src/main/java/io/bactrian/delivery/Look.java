package io.bactrian.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.bactrian.delivery.remote.HttpStatusException;
import io.bactrian.delivery.remote.RejectedOrderException;
import io.bactrian.delivery.remote.Resolved;
import io.bactrian.threads.Backoff;
import io.bactrian.threads.UncaughtErrors;

/** One order whose source is to be resolved, now and again. What is known stays in use while its store does not answer. One thread. */
final class Look {
    private static final int JITTER = 5;

    private final Order order;
    private final DeliverySettings settings;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Backoff backoff;
    private long due;
    private Future<Resolved> running;
    private Pin pin;
    private DeliveryState state = DeliveryState.QUEUED;
    private String reason;
    private Instant since;

    /** @param known what it named before; null for nothing */
    Look(Order order, Pin known, DeliverySettings settings, LongSupplier nanos, Clock clock) {
        this.order = order;
        this.settings = settings;
        this.nanos = nanos;
        this.clock = clock;
        this.backoff = Backoff.jittered(settings.firstRetry().toMillis(), settings.lastRetry().toMillis());
        this.pin = known != null && known.of(order) && known.apply(order).isPresent() ? known : null;
        this.due = nanos.getAsLong();
        this.since = clock.instant();
    }

    Order order() {
        return order;
    }

    boolean running() {
        return running != null;
    }

    boolean isDue() {
        boolean settled = pin != null && order.source() instanceof OrderSource.Stored stored && stored.reference().fixed();
        return running == null && !settled && due - nanos.getAsLong() <= 0;
    }

    void start(ExecutorService threads, Callable<Resolved> resolve) {
        running = threads.submit(resolve);
    }

    void cancel() {
        if (running != null) {
            running.cancel(true);
        }
    }

    /** Null while nothing is known. */
    Pin pin() {
        return pin;
    }

    /** Why what it names now is not known or not taken; null where it is. */
    String problem() {
        return reason;
    }

    /** Where it stands while nothing is known. */
    OrderStatus status() {
        return new OrderStatus(order.id(), order.model(), order.version(), state.text(), reason, 0, -1, since);
    }

    /** Takes what has become of a look. */
    void collect() {
        if (running == null || !running.isDone()) {
            return;
        }
        try {
            take(running.get());
            backoff.reset();
            long period = settings.look().toMillis();
            due = nanos.getAsLong() + (period + ThreadLocalRandom.current().nextLong(period / JITTER + 1)) * 1_000_000;
        } catch (ExecutionException e) {
            failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = null;
        }
    }

    private void take(Resolved found) {
        int version = order.version() > 0 ? order.version() : found.version();
        String to = found.reference().text();
        if (version == 0) {
            become(DeliveryState.REJECTED, "neither the order nor " + order.source().place() + " has a version that is a whole"
                    + " number from 1 on; " + found.remedy());
        } else if (pin != null && pin.version() == version && !pin.to().equals(to)) {
            become(DeliveryState.REJECTED, order.source().place() + " names " + to + " now, and version " + version + " is "
                    + pin.to() + "; a version keeps its content: give the new one another number");
        } else {
            pin = new Pin(Pin.from(order), to, version);
            become(DeliveryState.QUEUED, null);
        }
    }

    private void failed(Throwable cause) {
        UncaughtErrors.handOverFatal(cause);
        long asked = cause instanceof HttpStatusException status ? status.retryAfterSeconds() * 1000 : 0;
        long pause = Math.max(backoff.nextMillis(), Math.min(settings.lastRetry().toMillis(), asked));
        due = nanos.getAsLong() + pause * 1_000_000;
        become(cause instanceof RejectedOrderException ? DeliveryState.REJECTED : DeliveryState.RETRYING,
                cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    private void become(DeliveryState next, String why) {
        if (next != state || !Objects.equals(why, reason)) {
            since = clock.instant();
        }
        state = next;
        reason = why;
    }
}
