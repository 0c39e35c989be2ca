package io.bactrian.mqtt.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

/**
 * The publishes on their way. What a lost connection leaves unacknowledged goes again, in order, on the next. What was unacknowledged when
 * two connections ended is suspect: it goes out alone, after others; when the connection ends a third time with it alone on the way, it
 * is isolated: refused with all that are like it. A suspect that ended a connection gives the others a second before the next one is
 * tried. On the event loop.
 */
final class PublishWindow {
    /** Runs a task on the event loop after some milliseconds. */
    interface Timer {
        void schedule(Runnable task, long millis);
    }

    private static final long PAUSE_MILLIS = 1_000;
    private static final int UNSPECIFIED = 0x80;

    private final int maxInFlight;
    private final PacketIds ids;
    private final Timer timer;
    private final MqttCounters counters;
    private final PublishRules rules;
    private final PublishQueue queue = new PublishQueue();
    private final IntObjectMap<Publish> sent = new IntObjectHashMap<>();
    private Link link;
    private Publish lastRefused;
    private int lastReason;
    private long sequence;
    private long lastProgress = System.nanoTime();

    PublishWindow(int maxInFlight, PacketIds ids, Timer timer, MqttCounters counters) {
        this.maxInFlight = maxInFlight;
        this.ids = ids;
        this.timer = timer;
        this.counters = counters;
        this.rules = new PublishRules(counters);
    }

    void take(Publish publish) {
        long now = System.nanoTime();
        PublishRefusedException refusal = rules.refusal(publish, now);
        if (refusal != null) {
            refuse(publish, refusal);
            return;
        }
        publish.sequence = sequence++;
        if (idle()) {
            lastProgress = now;
        }
        if (rules.suspects(publish)) {
            publish.endings = PublishQueue.ENDINGS_OF_A_SUSPECT;
        }
        queue.add(publish);
        send();
    }

    /** The connection is there: what is unacknowledged goes again, then what waits. */
    void resume(Link on, ServerLimits server) {
        rules.limits(server);
        link = on;
        lastProgress = System.nanoTime();
        refuseQueued();
        send();
    }

    /**
     * The connection has ended. Where the broker's last word was a refusal, that publish is the cause: some brokers refuse and then disconnect.
     * Otherwise whatever was unacknowledged may be. Returns whether the cause is known, or was a suspect alone on its way.
     */
    boolean suspend(String why) {
        link = null;
        Publish tried = queue.takeAlone();
        Publish cause = lastRefused;
        lastRefused = null;
        for (Publish publish : unacknowledged()) {
            publish.endings += cause == null ? 1 : 0;
            if (publish == tried && publish.endings > PublishQueue.ENDINGS_OF_A_SUSPECT) {
                rules.isolate(publish, why);
                refuse(publish, new PublishRefusedException(publish.topic, "the broker ended the connection " + publish.endings
                        + " times and did not acknowledge it", UNSPECIFIED));
            } else {
                queue.addFirst(publish);
            }
        }
        if (cause != null) {
            rules.refusedAtTheEnd(cause, lastReason, why);
        } else if (tried != null) {
            queue.pauseSuspects(true);
            timer.schedule(this::resumeSuspects, PAUSE_MILLIS);
        }
        refuseQueued();
        return cause != null || tried != null;
    }

    /** The last sent first. */
    private List<Publish> unacknowledged() {
        List<Publish> publishes = new ArrayList<>(sent.values());
        publishes.sort(Comparator.comparingLong((Publish publish) -> publish.sequence).reversed());
        sent.clear();
        return publishes;
    }

    private void resumeSuspects() {
        queue.pauseSuspects(false);
        send();
    }

    private void refuseQueued() {
        long now = System.nanoTime();
        queue.removeIf(publish -> rules.refusal(publish, now) != null)
                .forEach(publish -> refuse(publish, rules.refusal(publish, now)));
    }

    /** The broker has answered; {@code reason} as it said. */
    void acknowledged(int packetId, int reason) {
        if (sent.containsKey(packetId)) {
            ids.free(packetId);
            received(packetId, reason);
        }
    }

    /** As {@link #acknowledged}, but the packet identifier is in use until the broker has completed. */
    void received(int packetId, int reason) {
        Publish publish = sent.remove(packetId);
        if (publish == null) {
            return;
        }
        boolean refused = reason >= UNSPECIFIED;
        lastRefused = refused ? publish : null;
        lastReason = reason;
        publish.packetId = 0;
        if (refused) {
            answered(publish);
            refuse(publish, new PublishRefusedException(publish.topic, "the broker refused it", reason));
        } else {
            rules.accepted(publish);
            completed(publish);
        }
        send();
    }

    /** Fails what one producer still has on the way. */
    void abandon(Object owner) {
        List<Publish> given = queue.removeIf(publish -> publish.owner == owner);
        sent.values().stream().filter(publish -> publish.owner == owner).toList().forEach(publish -> {
            sent.remove(publish.packetId);
            given.add(publish);
        });
        given.forEach(publish -> publish.complete(new MqttPublishException("publish to " + publish.topic
                + " given up: the producer was stopped before the broker acknowledged it; it may or may not have arrived")));
        send();
    }

    private void send() {
        int limit = Math.min(maxInFlight, rules.limits().receiveMaximum());
        while (link != null && link.isUp()) {
            Publish next = queue.poll(sent.size(), limit);
            if (next == null) {
                return;
            }
            transmit(next);
        }
    }

    private void transmit(Publish publish) {
        int qos = Math.min(publish.qos, rules.limits().maximumQos());
        if (qos == 0) {
            link.publishOnce(publish, this::gone);
            return;
        }
        if (publish.packetId == 0) {
            publish.packetId = ids.next();
        }
        sent.put(publish.packetId, publish);
        link.publish(publish, qos);
        publish.sent = true;
    }

    private void gone(Publish publish) {
        completed(publish);
        send();
    }

    private void completed(Publish publish) {
        answered(publish);
        counters.published.increment();
        publish.complete(null);
    }

    private void answered(Publish publish) {
        queue.answered(publish);
        lastProgress = System.nanoTime();
    }

    private void refuse(Publish publish, PublishRefusedException refusal) {
        ids.free(publish.packetId);
        counters.publishRefused.increment();
        publish.complete(refusal);
    }

    private boolean idle() {
        return sent.isEmpty() && queue.isEmpty();
    }

    int inFlight() {
        return sent.size();
    }

    /** Nanoseconds since the broker has taken one, while any is on the way; 0 while none is. */
    long stalledNanos() {
        return idle() ? 0 : System.nanoTime() - lastProgress;
    }

    List<String> isolated() {
        return rules.isolated();
    }
}
