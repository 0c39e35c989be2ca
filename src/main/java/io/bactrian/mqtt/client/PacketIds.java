package io.bactrian.mqtt.client;

import java.util.BitSet;

/** Packet identifiers of one session, 1 to 65,535, none used twice at a time. On the event loop. */
final class PacketIds {
    private static final int MOST = 65_535;

    private final BitSet used = new BitSet(MOST + 1);
    private int last;

    PacketIds() {
        used.set(0);
    }

    int next() {
        int id = used.nextClearBit(last + 1);
        if (id > MOST) {
            id = used.nextClearBit(1);
        }
        if (id > MOST) {
            throw new IllegalStateException("all " + MOST + " MQTT packet identifiers are in use");
        }
        used.set(id);
        last = id;
        return id;
    }

    void free(int id) {
        if (id > 0) {
            used.clear(id);
        }
    }
}
