package io.bactrian.mqtt.client;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.bactrian.threads.UncaughtErrors;
import io.netty.channel.EventLoop;

/**
 * One session with one broker. While it has users it keeps a connection up: after each end it makes a fresh one. Its state belongs to the
 * event loop; its public methods may be called by any thread, and wait where they say so.
 */
public final class Session {
    private final EventLoop loop;
    private final MqttCounters counters;
    private final Inbox inbox;
    private final PublishBudget budget;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final Connection connection;
    private final SessionReport report;
    private int users;

    /** @param blocking runs what may block: looking up hosts, reading TLS files */
    public Session(SessionSettings settings, EventLoop loop, Executor blocking, int maxInFlight, int maxWaiting,
            MqttCounters counters) {
        PacketIds ids = new PacketIds();
        this.loop = loop;
        this.counters = counters;
        this.inbox = new Inbox(loop);
        this.budget = new PublishBudget(maxWaiting);
        this.window = new PublishWindow(maxInFlight, ids, this::schedule, counters);
        this.subscriptions = new Subscriptions(loop, ids);
        this.connection = new Connection(settings, new Connector(settings, loop, blocking), this::schedule, new Releases(ids),
                window, subscriptions, counters);
        this.report = new SessionReport(settings, connection, budget, window, subscriptions, counters);
    }

    /** One user more; the first one makes it connect. */
    public void retain() {
        execute(() -> {
            if (users++ == 0) {
                connection.open();
            }
        });
    }

    /** One user less; returns whether it was the last, and the connection is closed. Waits for the event loop. */
    public boolean release() {
        return on(() -> {
            if (--users > 0) {
                return false;
            }
            connection.close();
            return true;
        });
    }

    /** Its outcome comes by {@link Publish#completed}. */
    public void publish(Publish publish) throws MqttPublishException {
        try {
            publish.admit(window, budget);
        } catch (MqttPublishException e) {
            counters.publishRefused.increment();
            throw e;
        }
        inbox.add(publish);
    }

    /** Fails what an owner has on the way. Waits for the event loop. */
    public void abandon(Object owner) {
        on(() -> {
            window.abandon(owner);
            return null;
        });
    }

    /**
     * Waits for the event loop.
     *
     * @throws IllegalArgumentException when another subscriber of this session could get the same message
     */
    public void subscribe(Subscriber subscriber) {
        RuntimeException failure = on(() -> {
            try {
                subscriptions.add(subscriber);
                return null;
            } catch (IllegalArgumentException e) {
                return e;
            }
        });
        if (failure != null) {
            throw failure;
        }
    }

    /** On the event loop. */
    public void unsubscribe(Subscriber subscriber, boolean forget) {
        subscriptions.remove(subscriber, forget);
    }

    /** Takes back what a subscriber has not finished, for another. On the event loop. */
    public void keep(Delivery delivery) {
        subscriptions.keep(delivery);
    }

    /** Acknowledges, in the order of arrival. On the event loop. */
    public void finished(Delivery delivery) {
        connection.finished(delivery);
    }

    /** Does not let it hold up the acknowledgements behind it. On the event loop. */
    public void passOver(Delivery delivery) {
        delivery.link.acknowledgements().passOver(delivery);
    }

    /** Runs a task on the event loop, after those handed in before. */
    public void execute(Runnable task) {
        inbox.add(task);
    }

    public void schedule(Runnable task, long millis) {
        loop.schedule(() -> UncaughtErrors.guard(task), millis, TimeUnit.MILLISECONDS);
    }

    /** Runs a task on the event loop and waits for what it returns. */
    public <T> T on(Supplier<T> task) {
        return loop.inEventLoop() ? task.get() : loop.submit((Callable<T>) task::get).syncUninterruptibly().getNow();
    }

    /** Why an exchange failed last, for {@link #status}. Any thread. */
    public void lastFailure(String failure) {
        report.lastFailure(failure);
    }

    /** As it is now; waits a second at most, and says so where the event loop does not answer. */
    public MqttStatus status() {
        return report.status(loop);
    }

    /** Messages that have come on this connection and are not acknowledged. On the event loop. */
    public int unacknowledged() {
        return connection.unacknowledged();
    }
}
