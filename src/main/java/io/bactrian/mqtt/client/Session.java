package io.bactrian.mqtt.client;

import java.io.IOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.bactrian.threads.Backoff;
import io.bactrian.threads.UncaughtErrors;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;

/**
 * One session with one broker. While it has users it keeps a connection up: after each end it makes a fresh one. Its state belongs to the
 * event loop; its public methods may be called by any thread, and wait where they say so.
 */
public final class Session implements Link.Owner {
    private static final Logger LOG = Logger.getLogger(Session.class);
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int ANSWER_SECONDS = 3;

    private final SessionSettings settings;
    private final EventLoop loop;
    private final Executor connector;
    private final MqttCounters counters;
    private final Inbox inbox;
    private final PacketIds ids = new PacketIds();
    private final PublishBudget budget;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final BitSet releasing = new BitSet();
    private final Backoff backoff;
    private int users;
    private int attempts;
    private Link link;
    private boolean connectedBefore;
    private long upSince;
    private long lastFinish = System.nanoTime();
    private Instant since = Instant.now();
    private String lastError = "not connected yet";
    private volatile String lastFailure;

    /** @param connector runs what may block: looking up hosts, reading TLS files */
    public Session(SessionSettings settings, EventLoop loop, Executor connector, int maxInFlight, int maxWaiting,
            MqttCounters counters) {
        this.settings = settings;
        this.loop = loop;
        this.connector = connector;
        this.counters = counters;
        this.inbox = new Inbox(loop);
        this.budget = new PublishBudget(maxWaiting);
        this.window = new PublishWindow(maxInFlight, ids, this::schedule, counters);
        this.subscriptions = new Subscriptions(loop, ids);
        this.backoff = Backoff.jittered(Math.min(100, settings.maxReconnectMillis()),
                Math.min(10_000, settings.maxReconnectMillis()));
    }

    /** One user more; the first one makes it connect. */
    public void retain() {
        execute(() -> {
            if (users++ == 0) {
                connect();
            }
        });
    }

    /** One user less; returns whether it was the last, and the connection is closed. Waits for the event loop. */
    public boolean release() {
        return on(() -> {
            if (--users > 0) {
                return false;
            }
            if (link != null) {
                link.disconnect();
            }
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
        lastFinish = System.nanoTime();
        if (delivery.qos() > 0) {
            (delivery.isStale() ? counters.staleAcknowledgements : counters.acknowledged).increment();
            delivery.link.acknowledgements().finished(delivery);
        }
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

    /** Why an exchange failed last, for {@link #status}. */
    public void lastFailure(String failure) {
        lastFailure = failure;
    }

    /** As it is now; waits a second at most, and says so where the event loop does not answer. */
    public MqttStatus status() {
        try {
            return loop.submit((Callable<MqttStatus>) this::snapshot).get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return dead("the MQTT event loop has not answered for a second: a route's step blocks it; see a thread dump");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return dead("interrupted");
        } catch (RejectedExecutionException e) {
            return dead("stopped");
        }
    }

    private MqttStatus dead(String why) {
        return new MqttStatus(url(), settings.clientId(), false, since, false, why, null, 0, 0, 0, 0, why, List.of());
    }

    private MqttStatus snapshot() {
        boolean connected = link != null && link.isUp();
        String refusal = subscriptions.refusal();
        return new MqttStatus(url(), settings.clientId(), connected, since, connected && refusal == null,
                connected ? refusal : lastError, counters.held() > 0 ? lastFailure : null, waiting(), window.inFlight(),
                subscriptions.unclaimed(), unacknowledged(), stalled(), window.isolated());
    }

    private int waiting() {
        return Math.max(0, budget.count() - window.inFlight());
    }

    /** Messages that have come on this connection and are not acknowledged. On the event loop. */
    public int unacknowledged() {
        return link == null ? 0 : link.acknowledgements().unacknowledged();
    }

    private String stalled() {
        long publishing = window.stalledNanos();
        if (publishing > STALLED_NANOS) {
            return "the broker has acknowledged no publish for %d s, and %d wait".formatted(
                    TimeUnit.NANOSECONDS.toSeconds(publishing), budget.count());
        }
        long still = System.nanoTime() - lastFinish;
        if (unacknowledged() >= settings.receiveMaximum() && still > STALLED_NANOS) {
            Delivery oldest = link.acknowledgements().oldest();
            return "all %d places of the receive maximum are taken, and no message was finished for %d s%s; see why, or restart"
                    .formatted(settings.receiveMaximum(), TimeUnit.NANOSECONDS.toSeconds(still),
                            oldest == null ? "" : ", the oldest on " + oldest.topic());
        }
        return null;
    }

    private String url() {
        return settings.urls().get(attempts % settings.urls().size()).url();
    }

    private void connect() {
        if (users == 0 || link != null) {
            return;
        }
        Pipeline pipeline = new Pipeline(settings, settings.urls().get(attempts % settings.urls().size()));
        Link next = new Link(this, pipeline);
        link = next;
        connector.execute(() -> {
            try {
                pipeline.connect(loop, next, () -> next.opened(Packets.connect(settings)))
                        .addListener((ChannelFutureListener) done -> {
                            if (!done.isSuccess()) {
                                next.end(Reasons.text(done.cause()));
                            }
                        });
            } catch (IOException | RuntimeException e) {
                execute(() -> next.end(Reasons.text(e)));
            }
        });
        schedule(() -> {
            if (!next.isUp()) {
                next.end("no answer from the broker in time");
            }
        }, TimeUnit.SECONDS.toMillis(settings.connectSeconds() + ANSWER_SECONDS));
    }

    @Override
    public void up(Link from, ServerLimits limits) {
        if (connectedBefore) {
            counters.reconnects.increment();
        }
        connectedBefore = true;
        upSince = System.nanoTime();
        lastFinish = upSince;
        since = Instant.now();
        lastError = null;
        LOG.infof("MQTT session %s connected to %s", settings.clientId(), url());
        if (limits.maximumQos() == 0) {
            LOG.warnf("The broker %s takes QoS 0 only: an answer that it loses is lost", url());
        }
        if (limits.sessionExpirySeconds() >= 0 && limits.sessionExpirySeconds() < settings.sessionExpirySeconds()) {
            LOG.warnf(
                    "The broker %s keeps the session for %d s, and %d s were asked for: what devices send while this service is away "
                            + "for longer is lost",
                    url(), limits.sessionExpirySeconds(), settings.sessionExpirySeconds());
        }
        if (limits.keepAliveSeconds() > 0) {
            from.keepAlive(limits.keepAliveSeconds());
        }
        if (limits.sessionPresent()) {
            releasing.stream().forEach(id -> from.write(Packets.release(id)));
        } else {
            releasing.stream().forEach(ids::free);
            releasing.clear();
        }
        subscriptions.up(from);
        window.resume(from, limits);
    }

    @Override
    public void down(Link from, String why) {
        boolean wasUp = upSince != 0;
        link = null;
        boolean tried = window.suspend(why);
        subscriptions.down();
        if (wasUp) {
            since = Instant.now();
            if (tried || System.nanoTime() - upSince > STABLE_NANOS) {
                backoff.reset();
            }
        } else {
            attempts++;
        }
        upSince = 0;
        if (users == 0) {
            lastError = "stopped";
            return;
        }
        if (!why.equals(lastError)) {
            LOG.warnf("MQTT session %s has no connection to %s: %s; retrying", settings.clientId(), url(), why);
        }
        lastError = why;
        schedule(this::connect, backoff.nextMillis());
    }

    @Override
    public void arrived(Delivery delivery) {
        counters.received.increment();
        if (delivery.duplicate()) {
            counters.redelivered.increment();
        }
        if (delivery.isCut()) {
            counters.oversized.increment();
        }
        try {
            subscriptions.arrived(delivery);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A message on %s could not be handed to its route; it is acknowledged and lost", delivery.topic());
            counters.unreadable.increment();
            finished(delivery);
        }
    }

    @Override
    public void acknowledged(Link from, int packetId, int reason) {
        window.acknowledged(packetId, reason);
    }

    @Override
    public void received(Link from, int packetId, int reason) {
        if (reason < 0x80) {
            releasing.set(packetId);
            from.write(Packets.release(packetId));
        } else {
            ids.free(packetId);
        }
        window.received(packetId, reason);
    }

    @Override
    public void completed(Link from, int packetId) {
        releasing.clear(packetId);
        ids.free(packetId);
    }

    @Override
    public void subscribed(Link from, int packetId, List<Integer> reasons) {
        subscriptions.answered(packetId, reasons);
    }

    @Override
    public void unreadable(Link from, int packetId, String why) {
        counters.unreadable.increment();
        LOG.warnf("An MQTT message that cannot be decoded was dropped and acknowledged (%d so far): %s", counters.unreadable(),
                why);
        if (packetId > 0) {
            from.write(Packets.acknowledge(packetId));
        }
    }
}
