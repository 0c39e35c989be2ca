package io.bactrian.mqtt.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.bactrian.threads.Timer;

/**
 * The publishes on their way. What a lost connection leaves unacknowledged goes again, in order, on the next. What was unacknowledged when
 * two connections ended is suspect: it goes out alone, after others; when the connection ends a third time with it alone on the way, it
 * is isolated: refused with all that are like it. A suspect that ended a connection gives the others a second before the next one is
 * tried. On the event loop.
 */
final class PublishWindow {
    private static final long PAUSE_MILLIS = 1_000;
    private static final int UNSPECIFIED = 0x80;

    private final int maxInFlight;
    private final PacketIds ids;
    private final Timer timer;
    private final MqttCounters counters;
    private final PublishRules rules;
    private final PublishQueue queue = new PublishQueue();
    private Link link;
    private Publish lastRefused;
    private int lastReason;
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
        if (queue.isEmpty()) {
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
        for (Publish publish : queue.takeSent()) {
            publish.endings += cause == null ? 1 : 0;
            if (publish == tried && publish.endings > PublishQueue.ENDINGS_OF_A_SUSPECT) {
                rules.isolate(publish, why);
                refuse(publish, new PublishRefusedException(publish.topic, "the broker ended the connection " + publish.endings
                        + " times and did not acknowledge it", UNSPECIFIED));
            } else if (publish.isComplete()) {
                ids.free(publish.packetId);
            } else {
                queue.addFirst(publish);
            }
        }
        if (cause != null) {
            rules.refusedAtTheEnd(cause, lastReason, why);
        } else if (tried != null) {
            queue.pauseSuspects(true);
            timer.schedule(() -> {
                queue.pauseSuspects(false);
                send();
            }, PAUSE_MILLIS);
        }
        refuseQueued();
        return cause != null || tried != null;
    }

    private void refuseQueued() {
        long now = System.nanoTime();
        Map<Publish, PublishRefusedException> refused = new LinkedHashMap<>();
        queue.removeIf(publish -> {
            PublishRefusedException refusal = rules.refusal(publish, now);
            return refusal != null && refused.put(publish, refusal) == null;
        });
        refused.forEach(this::refuse);
    }

    /**
     * The broker has answered.
     *
     * @param reason    as it said
     * @param completed whether the packet identifier is free now; with QoS 2 it is in use until the broker has completed
     */
    void answered(int packetId, int reason, boolean completed) {
        Publish publish = queue.takeSent(packetId);
        if (publish == null) {
            return;
        }
        if (completed) {
            ids.free(packetId);
        }
        boolean refused = reason >= UNSPECIFIED;
        lastRefused = refused ? publish : null;
        lastReason = reason;
        publish.packetId = 0;
        if (refused) {
            progress(publish);
            refuse(publish, new PublishRefusedException(publish.topic, "the broker refused it", reason));
        } else {
            rules.accepted(publish);
            completed(publish);
        }
        send();
    }

    /** Fails what one producer still has on the way. What is sent keeps its place and packet identifier until the broker answers. */
    void abandon(Object owner) {
        queue.removeOf(owner).forEach(publish -> {
            ids.free(publish.packetId);
            publish.abandon();
        });
        queue.sentOf(owner).forEach(Publish::abandon);
        send();
    }

    private void send() {
        int limit = Math.min(maxInFlight, rules.limits().receiveMaximum());
        Publish next;
        while (link != null && link.isUp() && (next = queue.poll(limit)) != null) {
            transmit(next);
        }
    }

    private void transmit(Publish publish) {
        int qos = Math.min(publish.qos, rules.limits().maximumQos());
        if (qos == 0) {
            link.publishOnce(publish, written -> {
                completed(written);
                send();
            });
            return;
        }
        if (publish.packetId == 0) {
            publish.packetId = ids.next();
        }
        queue.sent(publish);
        link.write(Packets.publish(publish, qos, publish.sent));
        publish.sent = true;
    }

    private void completed(Publish publish) {
        progress(publish);
        counters.published.increment();
        publish.complete(null);
    }

    private void progress(Publish publish) {
        queue.answered(publish);
        lastProgress = System.nanoTime();
    }

    private void refuse(Publish publish, PublishRefusedException refusal) {
        ids.free(publish.packetId);
        counters.publishRefused.increment();
        publish.complete(refusal);
    }

    int inFlight() {
        return queue.inFlight();
    }

    /** Nanoseconds since the broker has taken one, while any is on the way; 0 while none is. */
    long stalledNanos() {
        return queue.isEmpty() ? 0 : System.nanoTime() - lastProgress;
    }

    List<String> isolated() {
        return rules.isolated();
    }
}
