package io.bactrian.mqtt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jboss.logging.Logger;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

/**
 * The publishes on their way. What a lost connection leaves unacknowledged goes again, in order, on the next. What was unacknowledged when
 * two connections ended is suspect: it goes out alone, after others; when the connection ends a third time with it alone on the way, it
 * is isolated: refused with all that are like it, and its topic put in {@link Quarantine}. A suspect that ended a connection gives the
 * others a second before the next one is tried. On the event loop.
 */
final class PublishWindow {
    /** Runs a task on the event loop after some milliseconds. */
    interface Timer {
        void schedule(Runnable task, long millis);
    }

    private static final Logger LOG = Logger.getLogger(PublishWindow.class);
    private static final int ENDINGS_OF_A_SUSPECT = 2;
    private static final long PAUSE_MILLIS = 1_000;
    private static final int TOO_LARGE = 0x95;

    private final int maxInFlight;
    private final MqttCounters counters;
    private final Quarantine quarantine = new Quarantine();
    private final RefusedSizes sizes = new RefusedSizes();
    private final PacketIds ids;
    private final Timer timer;
    private final IntObjectMap<Publish> sent = new IntObjectHashMap<>();
    private final ArrayDeque<Publish> waiting = new ArrayDeque<>();
    private final ArrayDeque<Publish> suspects = new ArrayDeque<>();
    private Link link;
    private Publish alone;
    private Publish lastRefused;
    private int lastReason;
    private int sinceSuspect;
    private boolean paused;
    private long sequence;
    private long lastProgress = System.nanoTime();
    private ServerLimits limits = ServerLimits.NONE;

    PublishWindow(int maxInFlight, PacketIds ids, Timer timer, MqttCounters counters) {
        this.timer = timer;
        this.maxInFlight = maxInFlight;
        this.ids = ids;
        this.counters = counters;
    }

    void take(Publish publish) {
        long now = System.nanoTime();
        if (quarantine.holds(publish.topic, now) || quarantine.holds(publish.origin, now)) {
            refuse(publish,
                    "publishes like it have ended the connection to the broker; see whether its access control denies it",
                    0x87);
            return;
        }
        String unfit = unfit(publish);
        if (unfit != null) {
            refuse(publish, unfit, TOO_LARGE);
            return;
        }
        publish.sequence = sequence++;
        if (idle()) {
            lastProgress = now;
        }
        if (quarantine.knows(publish.topic) || quarantine.knows(publish.origin)) {
            publish.endings = ENDINGS_OF_A_SUSPECT;
            suspects.add(publish);
        } else {
            waiting.add(publish);
        }
        send();
    }

    /** The connection is there: what is unacknowledged goes again, then what waits. */
    void resume(Link on, ServerLimits server) {
        limits = server;
        link = on;
        lastProgress = System.nanoTime();
        List<Publish> unfit = new ArrayList<>();
        waiting.removeIf(publish -> unfit(publish) != null && unfit.add(publish));
        suspects.removeIf(publish -> unfit(publish) != null && unfit.add(publish));
        unfit.forEach(publish -> {
            ids.free(publish.packetId);
            refuse(publish, unfit(publish), TOO_LARGE);
        });
        send();
    }

    /**
     * The connection has ended. Where the broker's last word was a refusal, that publish is the cause: some brokers refuse, and then hang up.
     * Otherwise whatever was unacknowledged may be. Returns whether the cause is known, or was a suspect alone on its way.
     */
    boolean suspend(String why) {
        link = null;
        List<Publish> unacknowledged = new ArrayList<>(sent.values());
        unacknowledged.sort(Comparator.comparingLong((Publish publish) -> publish.sequence).reversed());
        sent.clear();
        Publish tried = alone;
        alone = null;
        Publish cause = lastRefused;
        lastRefused = null;
        for (Publish publish : unacknowledged) {
            publish.endings += cause == null ? 1 : 0;
            if (publish == tried && publish.endings > ENDINGS_OF_A_SUSPECT) {
                isolate(publish, why);
                refuse(publish, "the broker ended the connection " + publish.endings + " times and did not acknowledge it",
                        0x80);
            } else if (publish.endings >= ENDINGS_OF_A_SUSPECT) {
                suspects.addFirst(publish);
            } else {
                waiting.addFirst(publish);
            }
        }
        if (cause != null && lastReason == TOO_LARGE) {
            sizes.refused(cause);
        } else if (cause != null) {
            isolate(cause, why);
        } else if (tried != null) {
            pause();
        }
        return cause != null || tried != null;
    }

    private void pause() {
        paused = true;
        timer.schedule(() -> {
            paused = false;
            send();
        }, PAUSE_MILLIS);
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
        if (publish == alone) {
            alone = null;
            sinceSuspect = 0;
        }
        lastProgress = System.nanoTime();
        lastRefused = reason >= 0x80 ? publish : null;
        lastReason = reason;
        if (reason >= 0x80) {
            refuse(publish, "the broker said no", reason);
        } else {
            quarantine.remove(publish.topic);
            quarantine.remove(publish.origin);
            counters.published.increment();
            publish.complete(null);
        }
        send();
    }

    /** Fails what one producer still has on the way. */
    void abandon(Object owner) {
        List<Publish> given = new ArrayList<>();
        waiting.removeIf(publish -> publish.owner == owner && given.add(publish));
        suspects.removeIf(publish -> publish.owner == owner && given.add(publish));
        sent.values().stream().filter(publish -> publish.owner == owner).toList().forEach(publish -> {
            sent.remove(publish.packetId);
            given.add(publish);
        });
        given.forEach(publish -> publish.complete(new MqttPublishException("publish to " + publish.topic
                + " given up: the producer was stopped before the broker acknowledged it; it may or may not have arrived")));
        send();
    }

    private void send() {
        while (link != null && alone == null && sent.size() < limit() && !waiting.isEmpty() && !suspectsTurn()) {
            transmit(waiting.poll());
            sinceSuspect++;
        }
        if (link != null && sent.isEmpty() && !suspects.isEmpty() && !paused) {
            alone = suspects.poll();
            transmit(alone);
        }
    }

    private boolean suspectsTurn() {
        return !suspects.isEmpty() && !paused && sinceSuspect >= limit();
    }

    private int limit() {
        return Math.min(maxInFlight, limits.receiveMaximum());
    }

    private void transmit(Publish publish) {
        int qos = Math.min(publish.qos, limits.maximumQos());
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
        if (publish == alone) {
            alone = null;
            sinceSuspect = 0;
        }
        lastProgress = System.nanoTime();
        counters.published.increment();
        publish.complete(null);
        send();
    }

    private void isolate(Publish publish, String why) {
        ids.free(publish.packetId);
        long now = System.nanoTime();
        quarantine.add(publish.topic, now);
        if (publish.origin != null) {
            quarantine.add(publish.origin, now);
        }
        counters.isolated.increment();
        LOG.warnf("MQTT publishes to %s%s are refused for a while: the broker ended the connection at one of them (%s). "
                + "Its access control may deny the topic, or it does not take such a packet", publish.topic,
                publish.origin == null ? "" : ", and to what else " + publish.origin + " chooses,", why);
        List<Publish> alike = new ArrayList<>();
        waiting.removeIf(other -> isHeld(other, now) && alike.add(other));
        suspects.removeIf(other -> isHeld(other, now) && alike.add(other));
        alike.forEach(this::refuseHeld);
    }

    private String unfit(Publish publish) {
        String refusal = limits.refusal(publish);
        return refusal == null ? sizes.refusal(publish) : refusal;
    }

    private boolean isHeld(Publish publish, long now) {
        return quarantine.holds(publish.topic, now) || quarantine.holds(publish.origin, now);
    }

    private void refuseHeld(Publish publish) {
        ids.free(publish.packetId);
        refuse(publish, "publishes like it have ended the connection to the broker; see whether its access control denies it",
                0x87);
    }

    private void refuse(Publish publish, String why, int reason) {
        counters.publishRefused.increment();
        publish.complete(new PublishRefusedException(publish.topic, why, reason));
    }

    private boolean idle() {
        return sent.isEmpty() && waiting.isEmpty() && suspects.isEmpty();
    }

    int inFlight() {
        return sent.size();
    }

    /** Nanoseconds since the broker has taken one, while any is on the way; 0 while none is. */
    long stalledNanos() {
        return idle() ? 0 : System.nanoTime() - lastProgress;
    }

    List<String> isolated() {
        return quarantine.names();
    }
}
