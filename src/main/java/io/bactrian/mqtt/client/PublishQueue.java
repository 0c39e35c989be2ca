package io.bactrian.mqtt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What waits to be sent, in order; suspects of having ended a connection apart. A suspect goes out alone, after a full window of others or
 * when no other waits. On the event loop.
 */
final class PublishQueue {
    static final int ENDINGS_OF_A_SUSPECT = 2;

    private final ArrayDeque<Publish> waiting = new ArrayDeque<>();
    private final ArrayDeque<Publish> suspects = new ArrayDeque<>();
    private Publish alone;
    private int sinceSuspect;
    private boolean paused;

    private ArrayDeque<Publish> queueOf(Publish publish) {
        return publish.endings >= ENDINGS_OF_A_SUSPECT ? suspects : waiting;
    }

    void add(Publish publish) {
        queueOf(publish).add(publish);
    }

    void addFirst(Publish publish) {
        queueOf(publish).addFirst(publish);
    }

    /** The next one to send; null while none may go. */
    Publish poll(int inFlight, int limit) {
        if (alone != null) {
            return null;
        }
        boolean suspectMayGo = !suspects.isEmpty() && !paused;
        if (inFlight < limit && !waiting.isEmpty() && !(suspectMayGo && sinceSuspect >= limit)) {
            sinceSuspect++;
            return waiting.poll();
        }
        if (inFlight == 0 && suspectMayGo) {
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

    List<Publish> removeIf(Predicate<Publish> condition) {
        List<Publish> removed = new ArrayList<>();
        waiting.removeIf(publish -> condition.test(publish) && removed.add(publish));
        suspects.removeIf(publish -> condition.test(publish) && removed.add(publish));
        return removed;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && suspects.isEmpty();
    }
}
