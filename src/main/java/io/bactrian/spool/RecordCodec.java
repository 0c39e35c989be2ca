package io.bactrian.spool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The form of a record: {@code body, header count, (key, tag, value)*}. Every text and array follows its length, numbers are
 * 7-bit varints, the tag is 0 for a String value and 1 for a byte[] value. A chunk is a sequence of records.
 */
final class RecordCodec {
    private static final byte TEXT = 0;
    private static final byte BYTES = 1;

    private RecordCodec() {
    }

    private static boolean storable(Object value) {
        return value instanceof String || value instanceof byte[];
    }

    /** Encodes one record. */
    static final class Encoder {
        private byte[] buffer;
        private int length;

        Encoder(byte[] body, Map<String, Object> headers) {
            buffer = new byte[body.length + 16 + 64 * headers.size()];
            bytes(body);
            int count = 0;
            for (Object value : headers.values()) {
                count += storable(value) ? 1 : 0;
            }
            number(count);
            headers.forEach(this::header);
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

    /** Decodes the records of a chunk in order. Not thread-safe. */
    static final class Decoder {
        private final Chunk chunk;
        private int position;
        private int taken;

        Decoder(Chunk chunk) {
            this.chunk = chunk;
        }

        Chunk chunk() {
            return chunk;
        }

        /** Records taken so far. */
        int taken() {
            return taken;
        }

        /** Bytes of the records taken so far. */
        int takenBytes() {
            return position;
        }

        boolean hasNext() {
            return taken < chunk.records();
        }

        SpoolRecord next() throws CorruptSpoolException {
            try {
                byte[] body = bytes();
                int count = number();
                Map<String, Object> headers = new LinkedHashMap<>(Math.min(count, 64) * 2);
                for (int i = 0; i < count; i++) {
                    String key = text();
                    headers.put(key, number() == TEXT ? text() : bytes());
                }
                taken++;
                return new SpoolRecord(body, headers);
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new CorruptSpoolException("chunk " + chunk.seq() + ": record " + taken + " does not decode: " + e);
            }
        }

        /** Goes back to where {@code takenBytes} and {@code taken} were. */
        void rewind(int bytes, int records) {
            position = bytes;
            taken = records;
        }

        private String text() {
            int from = skip(number());
            return new String(chunk.data(), from, position - from, StandardCharsets.UTF_8);
        }

        private byte[] bytes() {
            int from = skip(number());
            return Arrays.copyOfRange(chunk.data(), from, position);
        }

        private int skip(int count) {
            if (count < 0 || count > chunk.bytes() - position) {
                throw new IndexOutOfBoundsException(count + " bytes at " + position + " of " + chunk.bytes());
            }
            position += count;
            return position - count;
        }

        private int number() {
            int value = 0;
            for (int shift = 0;; shift += 7) {
                byte part = chunk.data()[skip(1)];
                value |= (part & 0x7f) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        }
    }
}
