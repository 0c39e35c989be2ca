package io.bactrian.mqtt.client;

import java.util.List;

import org.jboss.logging.Logger;

import io.bactrian.threads.Timer;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;

/** Keeps a session connected, and passes its packets to the publish window and the subscriptions. On the event loop. */
final class Connection implements LinkListener {
    private static final Logger LOG = Logger.getLogger(Connection.class);

    private final SessionSettings settings;
    private final Connector connector;
    private final Timer timer;
    private final Releases releases;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final MqttCounters counters;
    private final ConnectionRecord history = new ConnectionRecord();
    private boolean open;
    private Link link;

    Connection(SessionSettings settings, Connector connector, Timer timer, Releases releases,
            PublishWindow window,
            Subscriptions subscriptions, MqttCounters counters) {
        this.settings = settings;
        this.connector = connector;
        this.timer = timer;
        this.releases = releases;
        this.window = window;
        this.subscriptions = subscriptions;
        this.counters = counters;
    }

    /** Connects, and does so again after each end, until it is closed. */
    void open() {
        open = true;
        connect();
    }

    /** Ends the connection and keeps the session. */
    void close() {
        open = false;
        if (link != null) {
            link.disconnect();
        }
    }

    private void connect() {
        if (open && link == null) {
            link = connector.newLink(this);
            connector.open(link);
        }
    }

    /** Null while there is none. */
    Link link() {
        return link;
    }

    String url() {
        return connector.url();
    }

    ConnectionRecord history() {
        return history;
    }

    int unacknowledged() {
        return link == null ? 0 : link.acknowledgements().unacknowledged();
    }

    /** Acknowledges, in the order of arrival. */
    void finished(Delivery delivery) {
        history.finished();
        if (delivery.qos() > 0) {
            (delivery.isStale() ? counters.staleAcknowledgements : counters.acknowledged).increment();
            delivery.link.acknowledgements().finished(delivery);
        }
    }

    @Override
    public void up(Link from, ServerLimits limits) {
        if (history.up()) {
            counters.reconnects.increment();
        }
        LOG.infof("MQTT session %s connected to %s", settings.clientId(), connector.url());
        limits.warnings(settings).forEach(warning -> LOG.warnf("The broker %s %s", connector.url(), warning));
        releases.resume(from, limits.sessionPresent());
        subscriptions.up(from);
        window.resume(from, limits);
    }

    @Override
    public void down(Link from, String why) {
        link = null;
        boolean tried = window.suspend(why);
        subscriptions.down();
        if (!history.isUp()) {
            connector.failed();
        } else if (tried || history.isStable()) {
            connector.worked();
        }
        boolean news = history.down(!open ? "stopped" : why);
        if (open) {
            if (news) {
                LOG.warnf("MQTT session %s has no connection to %s: %s; retrying", settings.clientId(), connector.url(), why);
            }
            timer.schedule(this::connect, connector.nextPauseMillis());
        }
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
    public void answered(Link from, MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBACK -> window.answered(Packets.id(packet), Packets.reason(packet), true);
            case PUBREC -> {
                releases.received(from, Packets.id(packet), Packets.reason(packet));
                window.answered(Packets.id(packet), Packets.reason(packet), false);
            }
            case PUBCOMP -> releases.completed(Packets.id(packet));
            case SUBACK -> subscriptions.answered(Packets.id(packet), ((MqttSubAckMessage) packet).payload().reasonCodes());
            case UNSUBACK -> subscriptions.answered(Packets.id(packet), List.of(0));
            default -> from.end("the broker sent a packet that is not for clients: " + packet.fixedHeader().messageType());
        }
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
