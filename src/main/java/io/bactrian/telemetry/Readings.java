package io.bactrian.telemetry;

import java.util.Arrays;

/** Channels with their values or texts, in the order they were sent. */
final class Readings {
    private static final int FIRST_CAPACITY = 16;

    private String[] channels = new String[FIRST_CAPACITY];
    private double[] values = new double[FIRST_CAPACITY];
    private String[] texts;
    private String[] literals;
    private int count;

    void clear() {
        count = 0;
        texts = null;
        literals = null;
    }

    int count() {
        return count;
    }

    /** @param channel null where the value is given by position */
    void add(String channel, double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
            channels = Arrays.copyOf(channels, count * 2);
        }
        channels[count] = channel;
        values[count++] = value;
    }

    void add(String channel, String text) {
        add(channel, Double.NaN);
        if (texts == null || texts.length < values.length) {
            texts = texts == null ? new String[values.length] : Arrays.copyOf(texts, values.length);
        }
        texts[count - 1] = text;
    }

    /** @param literal what was sent, where the value cannot represent it exactly */
    void add(String channel, double value, String literal) {
        add(channel, value);
        if (literals == null || literals.length < values.length) {
            literals = literals == null ? new String[values.length] : Arrays.copyOf(literals, values.length);
        }
        literals[count - 1] = literal;
    }

    String[] channels() {
        return Arrays.copyOf(channels, count);
    }

    double[] values() {
        return Arrays.copyOf(values, count);
    }

    /** The texts at their places, or null where there is none. */
    String[] texts() {
        return texts == null ? null : Arrays.copyOf(texts, count);
    }

    /** What was sent where a value cannot represent it exactly, at its place; null where there is none. */
    String[] literals() {
        return literals == null ? null : Arrays.copyOf(literals, count);
    }

    /** Whatever is not JSON may bring half a surrogate pair, which no answer and no sample can carry. */
    void checkTexts(MessageHead head) {
        for (int i = 0; i < count; i++) {
            if (isHalf(channels[i]) || texts != null && isHalf(texts[i])) {
                throw new BadInput(ErrorCode.MALFORMED, isHalf(head.id()) ? null : head.id(), "value " + i
                        + ", its name or its text, has half of a surrogate pair; expected both halves, or neither");
            }
        }
        if (isHalf(head.id())) {
            throw new BadInput(ErrorCode.MALFORMED, "\"id\" has half of a surrogate pair; expected both halves, or neither");
        }
    }

    private static boolean isHalf(String text) {
        return text != null && text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
