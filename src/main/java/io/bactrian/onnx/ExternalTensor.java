package io.bactrian.onnx;

import java.util.Map;

/**
 * A tensor whose values lie in another file, wherever in the model it is: initializers, attributes, subgraphs, functions.
 *
 * @param name   the tensor's, which may be empty
 * @param type   of its elements, as {@code TensorProto.DataType} numbers them
 * @param count  of its elements; below 0 where its dimensions make no sense
 * @param source what it says of the other file, by key
 */
public record ExternalTensor(String name, int type, long count, Map<String, String> source, Frame frame) {
    /** Bits of an element by type, from 0 on; 0 for what has no fixed size. */
    private static final int[] BITS = {0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8};

    public ExternalTensor {
        source = Map.copyOf(source);
    }

    /** Where the file is, as written; null where that is missing. */
    public String location() {
        return source.get("location");
    }

    /** The first of its bytes; below 0 where what is written is no such number. */
    public long offset() {
        return number(source.getOrDefault("offset", "0"));
    }

    /** How many bytes it has; below 0 where that is unknown. */
    public long length() {
        long needed = needed();
        String said = source.get("length");
        return said == null || number(said) == needed ? needed : -1;
    }

    /** How many bytes its type and dimensions need; below 0 where its elements have no fixed size. */
    public long needed() {
        int bits = type > 0 && type < BITS.length ? BITS[type] : 0;
        return bits == 0 || count < 0 || count > Long.MAX_VALUE / bits ? -1 : (count * bits + 7) / 8;
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Where a message lies in a file: its length, then its bytes. Offsets count from the file's beginning. */
    record Frame(Frame parent, int depth, int lengthAt, int bodyAt, int length) {
        Frame(Frame parent, int lengthAt, int bodyAt, int length) {
            this(parent, parent == null ? 1 : parent.depth + 1, lengthAt, bodyAt, length);
        }

        int end() {
            return bodyAt + length;
        }
    }
}
