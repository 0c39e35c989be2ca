package io.bactrian.enrich;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Manifest;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/** Puts a message's values in the model's order, calibrates them, and fills in what may be missing. Not thread-safe. */
final class RowReader {
    private static final int FEW = 32;
    /** Relative: what a product of a decimal scale may be off. */
    private static final double ROUNDING = 1e-12;

    private final String model;
    private final int width;
    private final String[] names;
    private final double[] scale;
    private final double[] offset;
    private final Double[] fill;
    private final Datatype[] types;
    private final boolean anyText;
    /** Null where none is stated. */
    private final ValueRange[] ranges;
    private Map<String, Integer> places;

    RowReader(DeviceProfile profile, Manifest manifest) {
        model = manifest.name();
        width = manifest.rowWidth();
        names = manifest.featureNames().toArray(String[]::new);
        scale = new double[width];
        offset = new double[width];
        fill = new Double[width];
        types = new Datatype[width];
        Arrays.fill(scale, 1);
        int place = 0;
        for (Manifest.Input input : manifest.inputs()) {
            Arrays.fill(types, place, place + input.rowWidth(), input.datatype());
            for (int i = 0; i < input.features().size() && names.length > 0; i++) {
                Manifest.Feature feature = input.features().get(i);
                Calibration calibration = profile.channels().getOrDefault(feature.name(), Calibration.NONE);
                scale[place + i] = calibration.scale();
                offset[place + i] = calibration.offset();
                fill[place + i] = feature.fill();
            }
            place += input.rowWidth();
        }
        ranges = ranges(profile);
        anyText = manifest.inputs().stream().anyMatch(input -> input.datatype() == Datatype.BYTES);
    }

    private ValueRange[] ranges(DeviceProfile profile) {
        ValueRange[] stated = new ValueRange[width];
        boolean any = false;
        for (int i = 0; i < names.length; i++) {
            stated[i] = profile.ranges().get(names[i]);
            any |= stated[i] != null;
        }
        return any ? stated : null;
    }

    /**
     * @param values     one a place, calibrated; without meaning where the model takes a text
     * @param texts      the texts at their places; null when the model takes none
     * @param filled     how many values of the message were missing
     * @param outOfRange the channels whose values, as they were sent, are not in the range that the directory states
     */
    record Row(double[] values, String[] texts, int filled, List<String> outOfRange) {
    }

    /** @throws BadInput naming what does not fit */
    Row read(Telemetry telemetry) {
        double[] values = telemetry.values();
        String[] given = telemetry.channels();
        if (given == null && values.length != width) {
            throw new BadInput(ErrorCode.WRONG_COUNT, telemetry.id(), values.length + " features; model '" + model
                    + "' takes " + width + (names.length > 0 ? ": " + Suggestions.list(List.of(names)) : ", by position"));
        }
        double[] row = new double[width];
        boolean[] seen = new boolean[width];
        String[] texts = anyText ? new String[width] : null;
        int filled = 0;
        List<String> outOfRange = List.of();
        for (int i = 0; i < values.length; i++) {
            int place = given == null || i < names.length && given[i].equals(names[i]) ? i : place(given[i], telemetry);
            if (place < 0) {
                continue;
            }
            if (seen[place]) {
                throw new BadInput(ErrorCode.WRONG_COUNT, telemetry.id(), "channel '" + names[place] + "' is given twice");
            }
            seen[place] = true;
            String text = telemetry.texts() == null ? null : telemetry.texts()[i];
            if (text == null && Double.isNaN(values[i])) {
                fill(row, place, telemetry);
                filled++;
                continue;
            }
            String literal = telemetry.literals() == null ? null : telemetry.literals()[i];
            if (literal != null || (text != null) != (types[place] == Datatype.BYTES)) {
                checkKind(place, text, literal, telemetry);
            }
            if (text != null) {
                texts[place] = text;
            } else {
                row[place] = fitted(place, values[i], literal, telemetry);
                if (ranges != null && ranges[place] != null && !ranges[place].holds(values[i])) {
                    outOfRange = and(outOfRange, names[place]);
                }
            }
        }
        for (int i = 0; i < width; i++) {
            if (!seen[i]) {
                fill(row, i, telemetry);
                filled++;
            }
        }
        return new Row(row, texts, filled, outOfRange);
    }

    private static List<String> and(List<String> some, String another) {
        List<String> more = some.isEmpty() ? new ArrayList<>() : some;
        more.add(another);
        return more;
    }

    private void checkKind(int place, String text, String literal, Telemetry telemetry) {
        boolean isTruth = "true".equals(literal) || "false".equals(literal);
        boolean takesTexts = types[place] == Datatype.BYTES;
        if (isTruth ? types[place] != Datatype.BOOL : takesTexts != (text != null)) {
            throw new BadInput(ErrorCode.WRONG_TYPE, telemetry.id(), channel(place) + " is "
                    + (isTruth ? literal : text == null ? "a number" : "a text") + "; expected a "
                    + (takesTexts ? "text" : "number"));
        }
    }

    /** The calibrated number, if the model's input holds it. */
    private double fitted(int place, double value, String literal, Telemetry telemetry) {
        Datatype type = types[place];
        double calibrated = value * scale[place] + offset[place];
        if (calibrated != value && !ElementRange.floating(type)) {
            double whole = Math.rint(calibrated);
            calibrated = Math.abs(calibrated - whole) <= ROUNDING * Math.abs(whole) ? whole : calibrated;
        }
        boolean isRounded = literal != null && !ElementRange.floating(type) && type != Datatype.BOOL;
        if (isRounded || !Double.isFinite(calibrated) || !ElementRange.holds(type, calibrated)) {
            String sent = literal == null ? ElementRange.shown(value) : literal;
            String then = calibrated == value ? "" : ", calibrated " + ElementRange.shown(calibrated);
            throw new BadInput(ElementRange.floating(type) ? ErrorCode.NOT_FINITE : ErrorCode.OUT_OF_RANGE, telemetry.id(),
                    channel(place) + " is " + sent + then + "; the input of model '" + model + "' is " + type + " and takes "
                            + ElementRange.expected(type) + ": send such a value, or correct the device's calibration");
        }
        return calibrated;
    }

    private void fill(double[] row, int place, Telemetry telemetry) {
        if (fill[place] == null) {
            throw new BadInput(ErrorCode.MISSING_CHANNEL, telemetry.id(),
                    channel(place) + " is missing or null; model '" + model
                            + "' takes "
                            + (names.length > 0 ? Suggestions.list(List.of(names)) : width + " features by position"));
        }
        row[place] = fill[place];
    }

    /** Below 0 for what is passed over. */
    private int place(String name, Telemetry telemetry) {
        int place = names.length > FEW ? placed(name) : Arrays.asList(names).indexOf(name);
        if (place >= 0) {
            return place;
        }
        if (telemetry.flat() && names.length > 0) {
            return -1;
        }
        throw new BadInput(ErrorCode.UNKNOWN_CHANNEL, telemetry.id(), "channel '"
                + Excerpt.of(name, 64) + "' is not known to model '" + model
                + "'; it takes " + (names.length > 0 ? Suggestions.list(List.of(names)) : width + " features by position"));
    }

    private int placed(String name) {
        if (places == null) {
            places = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                places.put(names[i], i);
            }
        }
        return places.getOrDefault(name, -1);
    }

    private String channel(int place) {
        return names.length > 0 ? "channel '" + names[place] + "'" : "features[" + place + "]";
    }
}
