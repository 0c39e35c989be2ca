package io.bactrian.mqtt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

/**
 * What is sent and unacknowledged, and what waits to be sent, in order; suspects of having ended a connection apart. A suspect goes out
 * alone, after a full window of others or when no other waits. On the event loop.
 */
final class PublishQueue {
    static final int ENDINGS_OF_A_SUSPECT = 2;

    private final ArrayDeque<Publish> waiting = new ArrayDeque<>();
    private final ArrayDeque<Publish> suspects = new ArrayDeque<>();
    private final IntObjectMap<Publish> sent = new IntObjectHashMap<>();
    private Publish alone;
    private long sequence;
    private int sinceSuspect;
    private boolean paused;

    private ArrayDeque<Publish> queueOf(Publish publish) {
        return publish.endings >= ENDINGS_OF_A_SUSPECT ? suspects : waiting;
    }

    void add(Publish publish) {
        publish.sequence = sequence++;
        queueOf(publish).add(publish);
    }

    /** The connection has ended without an answer to it. */
    void addFirst(Publish publish) {
        queueOf(publish).addFirst(publish);
    }

    /** It goes out, and has its packet identifier. */
    void sent(Publish publish) {
        sent.put(publish.packetId, publish);
    }

    /** What was sent as this, which it is no longer; null for none. */
    Publish takeSent(int packetId) {
        return sent.remove(packetId);
    }

    /** All that was sent, the last first, which it is no longer. */
    List<Publish> takeSent() {
        List<Publish> publishes = new ArrayList<>(sent.values());
        publishes.sort(Comparator.comparingLong((Publish publish) -> publish.sequence).reversed());
        sent.clear();
        return publishes;
    }

    int inFlight() {
        return sent.size();
    }

    /** The next one to send; null while none may go. */
    Publish poll(int limit) {
        if (alone != null) {
            return null;
        }
        boolean suspectMayGo = !suspects.isEmpty() && !paused;
        if (sent.size() < limit && !waiting.isEmpty() && !(suspectMayGo && sinceSuspect >= limit)) {
            sinceSuspect++;
            return waiting.poll();
        }
        if (sent.isEmpty() && suspectMayGo) {
            alone = suspects.poll();
            return alone;
        }
        return null;
    }

    /** The broker has answered it. */
    void answered(Publish publish) {
        if (publish == alone) {
            alone = null;
            sinceSuspect = 0;
        }
    }

    /** The suspect that was alone on its way when the connection ended; null for none. */
    Publish takeAlone() {
        Publish tried = alone;
        alone = null;
        return tried;
    }

    /** Whether suspects wait though they would be next. */
    void pauseSuspects(boolean pause) {
        paused = pause;
    }

    /** Of what waits. */
    void removeIf(Predicate<Publish> condition) {
        waiting.removeIf(condition);
        suspects.removeIf(condition);
    }

    /** Removes what a producer has waiting. */
    List<Publish> removeOf(Object owner) {
        List<Publish> removed = new ArrayList<>();
        removeIf(publish -> publish.owner == owner && removed.add(publish));
        return removed;
    }

    List<Publish> sentOf(Object owner) {
        return sent.values().stream().filter(publish -> publish.owner == owner).toList();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && suspects.isEmpty() && sent.isEmpty();
    }
}
