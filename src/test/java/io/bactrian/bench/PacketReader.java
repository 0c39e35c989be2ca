package io.bactrian.bench;

import java.io.IOException;
import java.io.InputStream;

/** Cuts MQTT 5 packets out of a stream without copying them. One thread. */
final class PacketReader {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int SUBACK = 9;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 18];
    private int position;
    private int limit;
    private int header;
    private int start;
    private int end;

    PacketReader(InputStream in) {
        this.in = in;
    }

    /** Takes the next packet if all of it has been read; its fields are valid until the next call. */
    boolean next() {
        int length = 0;
        int at = position + 1;
        for (int shift = 0;; shift += 7) {
            if (at >= limit) {
                return false;
            }
            length |= (buffer[at] & 127) << shift;
            if (buffer[at++] >= 0) {
                break;
            }
        }
        if (length > limit - at) {
            return false;
        }
        header = buffer[position] & 255;
        start = at;
        end = position = at + length;
        return true;
    }

    /** Reads what has come, waiting for at least a byte; false at the end of the stream. */
    boolean read() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        if (limit == buffer.length) {
            throw new IOException("A packet of more than " + buffer.length + " bytes");
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(count, 0);
        return count >= 0;
    }

    int type() {
        return header >> 4;
    }

    int qos() {
        return (header >> 1) & 3;
    }

    /** Two bytes, unsigned, at {@code offset} of the packet's body. */
    int shortAt(int offset) {
        return (buffer[start + offset] & 255) << 8 | buffer[start + offset + 1] & 255;
    }

    int byteAt(int offset) {
        return buffer[start + offset] & 255;
    }

    int length() {
        return end - start;
    }

    /** Whether {@code text} stands in the body at or after {@code from}: the offset behind it, or -1. */
    int behind(byte[] text, int from) {
        int last = end - text.length;
        for (int i = start + from; i <= last; i++) {
            int j = 0;
            while (j < text.length && buffer[i + j] == text[j]) {
                j++;
            }
            if (j == text.length) {
                return i + j - start;
            }
        }
        return -1;
    }
}
