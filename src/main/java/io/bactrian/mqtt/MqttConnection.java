package io.bactrian.mqtt;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jboss.logging.Logger;

/**
 * One session with one broker, shared by all endpoints of its client id. While it has users it keeps a {@link MqttLink} up: after each end
 * it makes a fresh one, for good. Connecting happens in the background; only {@link #release} by the last user waits, two seconds at most.
 */
final class MqttConnection implements MqttLink.Owner {
    private static final Logger LOG = Logger.getLogger(MqttConnection.class);
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int CONNACK_SECONDS = 3;
    private static final int CLOSED_SECONDS = 3;

    private final MqttEndpoint endpoint;
    private final String url;
    private final String clientId;
    private final ScheduledExecutorService upkeep;
    private final MqttCounters counters;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final Backoff backoff;
    private int users;
    private MqttLink link;
    private boolean connectedBefore;
    private long upSince;
    private Instant since = Instant.now();
    private String lastError = "not connected yet";
    private volatile String lastFailure;

    MqttConnection(MqttEndpoint endpoint, String url, String clientId, ScheduledExecutorService upkeep, PublishWindow window,
            MqttCounters counters) {
        this.endpoint = endpoint;
        this.url = url;
        this.clientId = clientId;
        this.upkeep = upkeep;
        this.window = window;
        this.counters = counters;
        this.backoff = new Backoff(Math.min(100, endpoint.getConfiguration().getMaxReconnectDelay()),
                Math.min(10_000, endpoint.getConfiguration().getMaxReconnectDelay()));
        this.subscriptions = new Subscriptions(upkeep);
    }

    PublishWindow window() {
        return window;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    void lastFailure(String failure) {
        lastFailure = failure;
    }

    void retain() {
        synchronized (this) {
            if (users++ > 0) {
                return;
            }
        }
        upkeep.execute(this::connect);
    }

    /** True when this was the last user and the connection is closed. */
    boolean release() {
        MqttLink last;
        synchronized (this) {
            if (--users > 0) {
                return false;
            }
            last = link;
        }
        if (last != null) {
            if (last.isUp()) {
                last.disconnect();
            } else {
                last.kill();
            }
        }
        return true;
    }

    synchronized MqttStatus status() {
        boolean connected = link != null && link.isUp();
        String refusal = subscriptions.refusal();
        return new MqttStatus(url, clientId, connected, since, connected && refusal == null, connected ? refusal : lastError,
                counters.held() > 0 ? lastFailure : null, window.waiting(), window.inFlight(), subscriptions.unclaimed());
    }

    private void connect() {
        MqttLink next;
        synchronized (this) {
            if (users == 0 || link != null) {
                return;
            }
            try {
                next = new MqttLink(url, clientId, this);
            } catch (MqttException | RuntimeException e) {
                failed(e.toString());
                return;
            }
            link = next;
        }
        try {
            MqttConnectionOptions options = endpoint.connectionOptions();
            next.connect(options, endpoint.getComponent().getTls());
            upkeep.schedule(() -> giveUp(next), options.getConnectionTimeout() + CONNACK_SECONDS, TimeUnit.SECONDS);
        } catch (MqttException | IOException | RuntimeException e) {
            next.end(e.getMessage(), 0);
        }
    }

    private static void giveUp(MqttLink connecting) {
        if (!connecting.isUp()) {
            connecting.kill();
        }
    }

    @Override
    public void up(MqttLink from, MqttProperties connack) {
        synchronized (this) {
            if (users == 0) {
                from.kill();
                return;
            }
            if (connectedBefore) {
                counters.reconnects.increment();
            }
            connectedBefore = true;
            upSince = System.nanoTime();
            since = Instant.now();
            lastError = null;
        }
        LOG.infof("MQTT session %s connected to %s", clientId, url);
        subscriptions.up(from);
        window.resume(from, connack);
    }

    @Override
    public void down(MqttLink from, String why, int serverReason) {
        window.suspend(from, serverReason);
        subscriptions.down(from);
        synchronized (this) {
            link = null;
            if (upSince != 0 && System.nanoTime() - upSince > STABLE_NANOS) {
                backoff.reset();
            }
            if (upSince != 0) {
                since = Instant.now();
            }
            upSince = 0;
            failed(why);
        }
    }

    @Override
    public void socketClosed(MqttLink of) {
        upkeep.schedule(() -> of.end("the connection was closed", 0), CLOSED_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void arrived(Delivery delivery) {
        counters.received.increment();
        if (delivery.duplicate) {
            counters.redelivered.increment();
        }
        subscriptions.arrived(delivery);
    }

    @Override
    public void published(MqttLink by, Publish publish, int reasonCode) {
        window.completed(by, publish, reasonCode);
    }

    @Override
    public void unreadable(MqttLink by, int packetId) {
        counters.unreadable.increment();
        LOG.warnf("An MQTT message with properties or a topic that cannot be decoded was dropped and acknowledged (%d so far)",
                counters.unreadable());
        if (packetId > 0) {
            by.acknowledge(packetId);
        }
    }

    /** Under the lock: notes why, says it once, and tries again later. */
    private void failed(String why) {
        if (users == 0) {
            lastError = "stopped";
            return;
        }
        if (!why.equals(lastError)) {
            LOG.warnf("MQTT session %s has no connection to %s: %s; trying again for good", clientId, url, why);
        }
        lastError = why;
        upkeep.schedule(this::connect, backoff.nextMillis(), TimeUnit.MILLISECONDS);
    }
}
