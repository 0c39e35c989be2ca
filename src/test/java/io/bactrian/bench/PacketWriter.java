package io.bactrian.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Puts MQTT 5 packets into one buffer, to be sent in one write. One thread. */
final class PacketWriter {
    private static final int ROOM = 4096;
    private static final int LARGE = 1 << 20;
    private final OutputStream out;
    private byte[] buffer = new byte[1 << 16];
    private int position;

    PacketWriter(OutputStream out) {
        this.out = out;
    }

    void connect(String clientId) {
        var id = utf8(clientId);
        header(0x10, 11 + 2 + id.length);
        bytes(new byte[]{0, 4, 'M', 'Q', 'T', 'T', 5, 2});
        twoBytes(0);
        buffer[position++] = 0;
        text(id);
    }

    void subscribe(int packetId, String filter) {
        var text = utf8(filter);
        header(0x82, 3 + 2 + text.length + 1);
        twoBytes(packetId);
        buffer[position++] = 0;
        text(text);
        buffer[position++] = 1;
    }

    /** A QoS 1 message; returns the buffer's position at which the payload starts. */
    int publish(int packetId, byte[] topic, byte[] payload) {
        header(0x32, 2 + topic.length + 2 + 1 + payload.length);
        text(topic);
        twoBytes(packetId);
        buffer[position++] = 0;
        bytes(payload);
        return position - payload.length;
    }

    void puback(int packetId) {
        header(0x40, 2);
        twoBytes(packetId);
    }

    /** Overwrites {@code digits} bytes at {@code at} with {@code number}, zeros in front. */
    void number(int at, int digits, long number) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    void flushIfLarge() throws IOException {
        if (position > LARGE) {
            flush();
        }
    }

    void flush() throws IOException {
        if (position > 0) {
            out.write(buffer, 0, position);
            position = 0;
        }
    }

    private void header(int first, int length) {
        if (buffer.length - position < length + ROOM) {
            buffer = java.util.Arrays.copyOf(buffer, Math.max(buffer.length * 2, position + length + ROOM));
        }
        buffer[position++] = (byte) first;
        int rest = length;
        do {
            buffer[position++] = (byte) (rest > 127 ? rest & 127 | 128 : rest);
            rest >>= 7;
        } while (rest > 0);
    }

    private void text(byte[] text) {
        twoBytes(text.length);
        bytes(text);
    }

    private void twoBytes(int value) {
        buffer[position++] = (byte) (value >> 8);
        buffer[position++] = (byte) value;
    }

    private void bytes(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, position, bytes.length);
        position += bytes.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
