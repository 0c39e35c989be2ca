package io.bactrian.spool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes one record: {@code body, header count, (key, tag, value)*}, every text and array behind its length, numbers as
 * 7-bit varints, tag 0 for a String value and 1 for a byte[] value. Chunks are records behind one another.
 */
final class RecordEncoder {
    static final byte TEXT = 0;
    static final byte BYTES = 1;

    private byte[] buffer;
    private int length;

    RecordEncoder(byte[] body, Map<String, Object> headers) {
        buffer = new byte[body.length + 16 + 64 * headers.size()];
        bytes(body);
        int count = 0;
        for (Object value : headers.values()) {
            count += storable(value) ? 1 : 0;
        }
        number(count);
        headers.forEach(this::header);
    }

    static boolean storable(Object value) {
        return value instanceof String || value instanceof byte[];
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    private void header(String key, Object value) {
        if (value instanceof String text) {
            text(key);
            number(TEXT);
            text(text);
        } else if (value instanceof byte[] array) {
            text(key);
            number(BYTES);
            bytes(array);
        }
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] array) {
        number(array.length);
        ensure(array.length);
        System.arraycopy(array, 0, buffer, length, array.length);
        length += array.length;
    }

    private void number(int value) {
        ensure(5);
        int rest = value;
        while (rest > 0x7f) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
