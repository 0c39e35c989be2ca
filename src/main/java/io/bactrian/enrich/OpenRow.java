package io.bactrian.enrich;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.PayloadFormat;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/** A device's row as far as it has come, and the messages that brought it. Not thread-safe. */
public final class OpenRow {
    private static final int LONGEST_SHOWN = 64;
    private static final int MOST_NAMED = 10;

    private final String device;
    private final Assembly assembly;
    private final long order;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private Telemetry last;
    private long timestamp = Long.MIN_VALUE;

    /** @param order when its time is over */
    OpenRow(String device, Assembly assembly, long order) {
        this.device = device;
        this.assembly = assembly;
        this.order = order;
    }

    /** A message that waits for its row. Called once, under the lock of the assembler: must not wait. */
    public interface Part {
        /** It goes on with the row; {@code others} are to be told when it has ended. */
        void lead(Telemetry row, List<Part> others);

        /** The row has ended: it was answered, and its sample is kept. */
        void end();

        /** The row was refused, or failed. */
        void fail(Exception cause);
    }

    /** What came for a channel: a number, or a text, and the text that was sent where the number is not enough. */
    record Value(double number, String text, String literal) {
    }

    /** Those of the model's channels that the message has; others are ignored, or refused where the format does not ignore them. */
    static Map<String, Value> values(Telemetry telemetry, List<String> names, String model) {
        if (names.isEmpty() || telemetry.channels() == null) {
            throw new BadInput(ErrorCode.WRONG_TYPE, telemetry.id(), "device '" + telemetry.device()
                    + "' is to have rows assembled by name, but " + (names.isEmpty()
                            ? "the model '" + model + "' has no names of features"
                            : "its values come by position")
                    + ": leave 'assemble' out of the directory, or give names");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < telemetry.values().length; i++) {
            String channel = telemetry.channels()[i];
            String text = telemetry.texts() == null ? null : telemetry.texts()[i];
            if (!names.contains(channel)) {
                if (!telemetry.flat()) {
                    throw new BadInput(ErrorCode.UNKNOWN_CHANNEL, telemetry.id(), "channel '"
                            + Excerpt.of(channel, LONGEST_SHOWN) + "' is not known to model '" + model + "'; it takes "
                            + Suggestions.list(names));
                }
            } else if (text != null || !Double.isNaN(telemetry.values()[i])) {
                values.put(channel, new Value(telemetry.values()[i], text,
                        telemetry.literals() == null ? null : telemetry.literals()[i]));
            }
        }
        return values;
    }

    /** A later value of a channel replaces an earlier one. */
    void add(Telemetry telemetry, Map<String, Value> more, Part part) {
        values.putAll(more);
        parts.add(part);
        last = telemetry;
        timestamp = Math.max(timestamp, telemetry.timestamp());
    }

    boolean has(List<String> names) {
        return values.size() >= names.size() && values.keySet().containsAll(names);
    }

    String lacking(List<String> names) {
        List<String> lacking = names.stream().filter(name -> !values.containsKey(name)).toList();
        return Suggestions.list(lacking.subList(0, Math.min(MOST_NAMED, lacking.size())));
    }

    /**
     * The row, with its last message's id.
     *
     * @param before the last value of each channel; what came is put there
     */
    Telemetry telemetry(List<String> names, Map<String, Value> before) {
        before.putAll(values);
        Map<String, Value> row = assembly.missing() == Assembly.Missing.LAST ? before : values;
        List<String> channels = names.stream().filter(row::containsKey).toList();
        double[] numbers = new double[channels.size()];
        String[] texts = new String[channels.size()];
        String[] literals = new String[channels.size()];
        boolean anyText = false;
        boolean anyLiteral = false;
        for (int i = 0; i < numbers.length; i++) {
            Value value = row.get(channels.get(i));
            numbers[i] = value.number();
            texts[i] = value.text();
            literals[i] = value.literal();
            anyText |= value.text() != null;
            anyLiteral |= value.literal() != null;
        }
        return new Telemetry(last.envelope(), last.id(), timestamp, channels.toArray(String[]::new), numbers,
                anyText ? texts : null, anyLiteral ? literals : null, PayloadFormat.ROW);
    }

    String device() {
        return device;
    }

    long order() {
        return order;
    }

    int parts() {
        return parts.size();
    }

    Telemetry last() {
        return last;
    }

    Part leader() {
        return parts.get(parts.size() - 1);
    }

    /** All but one. */
    List<Part> others(Part one) {
        return parts.stream().filter(part -> part != one).toList();
    }
}
