package io.bactrian.mqtt;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * Looks at each incoming packet before Paho does, for what Paho does badly. It drops the DUP flag, and copies a payload twice, byte by byte,
 * which was half of this process's work: so a PUBLISH goes to Paho without its payload, and {@link #next} gives both. It reads CONNACK
 * limits above 32,767 as negative. And a PUBLISH it cannot decode (33 KB of correlation data, a control character in a property) would end
 * its reading thread, again after every reconnection. The reading thread calls {@link #inspect}, Paho's callback thread {@link #next}.
 */
final class PacketInspector {
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int DUP = 0x08;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int TOPIC_ALIAS_MAXIMUM = 0x22;

    /** What belongs to the PUBLISH handed over in the same turn. */
    record Body(int packetId, boolean duplicate, byte[] payload) {
    }

    private final ConcurrentLinkedQueue<Body> bodies = new ConcurrentLinkedQueue<>();
    private final IntConsumer unreadable;
    private int from;
    private int to;

    /** @param unreadable takes the packet identifier, 0 at QoS 0, of a PUBLISH that is kept from Paho */
    PacketInspector(IntConsumer unreadable) {
        this.unreadable = unreadable;
    }

    /** The packet's whole length once its first bytes tell, else -1. */
    static int length(byte[] packet, int have) throws IOException {
        int body = 0;
        for (int i = 1; i < have; i++) {
            body |= (packet[i] & 0x7f) << 7 * (i - 1);
            if (packet[i] >= 0) {
                return body + i + 1;
            }
            if (i == 4) {
                throw new IOException("the broker sent a packet length of more than four bytes");
            }
        }
        return -1;
    }

    /** What belongs to the next PUBLISH, to be asked once for each in order; null when this connection is not inspected. */
    Body next() {
        return bodies.poll();
    }

    /** Whether Paho may have it, from {@link #from()} to {@link #to()}. May change it in place. */
    boolean inspect(byte[] packet, int length) {
        from = 0;
        to = length;
        int type = (packet[0] & 0xff) >> 4;
        if (type == PUBLISH) {
            return inspectPublish(packet, length);
        }
        if (type == CONNACK) {
            curb(packet, length);
        }
        return true;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    private boolean inspectPublish(byte[] packet, int length) {
        int head = body(packet);
        boolean identified = (packet[0] & 0x06) != 0;
        int topicEnd = head + 2 + uint16(packet, head);
        int properties = topicEnd + (identified ? 2 : 0);
        int packetId = identified && properties <= length ? uint16(packet, topicEnd) : 0;
        boolean plain = properties < length && packet[properties] == 0 && isPlain(packet, head + 2, topicEnd);
        if (!plain && !decodes(packet, length)) {
            unreadable.accept(packetId);
            return false;
        }
        int payload = properties + 1;
        int size = packet[properties] & 0x7f;
        for (int shift = 7; packet[payload - 1] < 0; shift += 7) {
            size |= (packet[payload++] & 0x7f) << shift;
        }
        strip(packet, head, payload + size);
        bodies.add(new Body(packetId, (packet[from] & DUP) != 0, Arrays.copyOfRange(packet, payload + size, length)));
        return true;
    }

    /** Ends the packet before its payload, with a new fixed header right before the variable one. */
    private void strip(byte[] packet, int head, int payload) {
        byte first = packet[0];
        int rest = payload - head;
        int bytes = rest < 1 << 7 ? 1 : rest < 1 << 14 ? 2 : rest < 1 << 21 ? 3 : 4;
        from = head - bytes - 1;
        to = payload;
        packet[from] = first;
        for (int i = 1; i <= bytes; i++) {
            packet[from + i] = (byte) (rest & 0x7f | (i < bytes ? 0x80 : 0));
            rest >>= 7;
        }
    }

    private static boolean isPlain(byte[] packet, int from, int to) {
        for (int i = from; i < to; i++) {
            if (packet[i] < ' ' || packet[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean decodes(byte[] packet, int length) {
        try {
            MqttWireMessage.createWireMessage(Arrays.copyOf(packet, length));
            return true;
        } catch (MqttException | RuntimeException e) {
            return false;
        }
    }

    /** Receive Maximum at most 32,767; no topic aliases, which Paho hands out before it knows that the message goes. */
    private static void curb(byte[] packet, int length) {
        int at = body(packet) + 2;
        if (at >= length) {
            return;
        }
        while (packet[at++] < 0) {
            continue;
        }
        while (at < length) {
            int id = packet[at];
            if (id == RECEIVE_MAXIMUM && packet[at + 1] < 0) {
                packet[at + 1] = 0x7f;
            } else if (id == TOPIC_ALIAS_MAXIMUM) {
                packet[at + 1] = 0;
                packet[at + 2] = 0;
            }
            at += 1 + propertySize(packet, at + 1, id);
        }
    }

    private static int propertySize(byte[] packet, int at, int id) {
        return switch (id) {
            case 0x24, 0x25, 0x28, 0x29, 0x2A -> 1;
            case 0x13, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM -> 2;
            case 0x11, 0x27 -> 4;
            case 0x26 -> {
                int name = 2 + uint16(packet, at);
                yield name + 2 + uint16(packet, at + name);
            }
            default -> 2 + uint16(packet, at);
        };
    }

    private static int body(byte[] packet) {
        int at = 1;
        while (packet[at++] < 0) {
            continue;
        }
        return at;
    }

    private static int uint16(byte[] packet, int at) {
        return (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
    }
}
