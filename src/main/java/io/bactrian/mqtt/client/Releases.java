package io.bactrian.mqtt.client;

import java.util.BitSet;

/** The second half of QoS 2: packet identifiers that the broker has received and not completed yet. On the event loop. */
final class Releases {
    private static final int REFUSED = 0x80;

    private final PacketIds ids;
    private final BitSet releasing = new BitSet();

    Releases(PacketIds ids) {
        this.ids = ids;
    }

    /** PUBREC has come. */
    void received(Link from, int packetId, int reason) {
        if (reason < REFUSED) {
            releasing.set(packetId);
            from.write(Packets.release(packetId));
        } else {
            ids.free(packetId);
        }
    }

    /** PUBCOMP has come. */
    void completed(int packetId) {
        releasing.clear(packetId);
        ids.free(packetId);
    }

    /** A connection is there: they are sent again where the broker still knows them. */
    void resume(Link on, boolean sessionPresent) {
        if (sessionPresent) {
            releasing.stream().forEach(id -> on.write(Packets.release(id)));
        } else {
            releasing.stream().forEach(ids::free);
            releasing.clear();
        }
    }
}
