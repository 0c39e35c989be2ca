package io.bactrian.mqtt;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * Looks at each incoming packet before Paho does, for three things that Paho gets wrong: the DUP flag, which it drops; CONNACK limits above
 * 32,767, which it reads as negative; and a PUBLISH it cannot decode (33 KB of correlation data, a control character in a property), which
 * would end its reading thread, again after every reconnection. The reading thread calls {@link #inspect}; another asks for duplicates.
 */
final class PacketInspector {
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int TOPIC_ALIAS_MAXIMUM = 0x22;

    private final ConcurrentLinkedQueue<Long> duplicates = new ConcurrentLinkedQueue<>();
    private final IntConsumer unreadable;
    private long published;

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

    /** Whether the n-th PUBLISH handed over on this connection, counted from 1 and asked for in order, had its DUP flag set. */
    boolean isDuplicate(long n) {
        Long next = duplicates.peek();
        if (next == null || next != n) {
            return false;
        }
        duplicates.poll();
        return true;
    }

    /** Whether Paho may have it. May change a CONNACK in place. */
    boolean inspect(byte[] packet, int length) {
        int type = (packet[0] & 0xff) >> 4;
        if (type == PUBLISH) {
            return inspectPublish(packet, length);
        }
        if (type == CONNACK) {
            curb(packet, length);
        }
        return true;
    }

    private boolean inspectPublish(byte[] packet, int length) {
        int head = body(packet);
        int qos = packet[0] >> 1 & 3;
        int topicEnd = head + 2 + uint16(packet, head);
        int properties = topicEnd + (qos > 0 ? 2 : 0);
        boolean plain = properties < length && packet[properties] == 0 && isPlain(packet, head + 2, topicEnd);
        if (!plain && !decodes(packet, length)) {
            unreadable.accept(qos > 0 && topicEnd + 2 <= length ? uint16(packet, topicEnd) : 0);
            return false;
        }
        published++;
        if ((packet[0] & 0x08) != 0) {
            duplicates.add(published);
        }
        return true;
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
