package io.bactrian.enrich;

import java.util.Arrays;
import java.util.List;

import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.model.Manifest;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/** One device's calibration for its model, and the rows of its window, oldest first in a ring. Not thread-safe. */
final class DeviceState {
    private DeviceProfile profile;
    private final Manifest model;
    private final String[] channels;
    private final double[] scale;
    private final double[] offset;
    private final float[] rows;
    private final String[] ids;
    private int next;
    private int have;

    DeviceState(DeviceProfile profile, Manifest model) {
        this.profile = profile;
        this.model = model;
        channels = model.input().channels().toArray(String[]::new);
        scale = new double[channels.length];
        offset = new double[channels.length];
        Calibration asItComes = new Calibration(null, null);
        for (int i = 0; i < channels.length; i++) {
            Calibration calibration = profile.channels().getOrDefault(channels[i], asItComes);
            scale[i] = calibration.scale();
            offset[i] = calibration.offset();
        }
        rows = new float[model.input().elements()];
        ids = new String[model.input().window()];
    }

    /** Whether the window stays good under this profile and model; the profile's labels may change. */
    boolean adopt(DeviceProfile changed, Manifest otherModel) {
        if (profile != changed && !profile.channels().equals(changed.channels())) {
            return false;
        }
        profile = changed;
        return model == otherModel;
    }

    /** Adds the message to the window, once however often it is delivered, and gives the window when it is full. */
    Enriched add(Telemetry telemetry) {
        float[] row = row(telemetry);
        if (ids.length == 1) {
            return new Enriched(telemetry, profile, model, row, 1);
        }
        if (!telemetry.envelope().redelivered() || !Arrays.asList(ids).contains(telemetry.id())) {
            System.arraycopy(row, 0, rows, next * row.length, row.length);
            ids[next] = telemetry.id();
            next = next + 1 == ids.length ? 0 : next + 1;
            have = Math.min(have + 1, ids.length);
        }
        return new Enriched(telemetry, profile, model, have == ids.length ? oldestFirst(row.length) : null, have);
    }

    private float[] oldestFirst(int width) {
        float[] window = new float[rows.length];
        int split = next * width;
        System.arraycopy(rows, split, window, 0, rows.length - split);
        System.arraycopy(rows, 0, window, rows.length - split, split);
        return window;
    }

    private float[] row(Telemetry telemetry) {
        double[] values = telemetry.values();
        String[] names = telemetry.channels();
        if (names == null && values.length != channels.length) {
            throw new BadInput(ErrorCode.WRONG_COUNT, telemetry.id(), values.length + " features; model '" + model.name()
                    + "' takes " + channels.length + ": " + List.of(channels));
        }
        float[] row = new float[channels.length];
        boolean[] seen = new boolean[channels.length];
        for (int i = 0; i < values.length; i++) {
            int place = names == null || i < channels.length && names[i].equals(channels[i]) ? i : place(names[i], telemetry);
            if (seen[place]) {
                throw new BadInput(ErrorCode.WRONG_COUNT, telemetry.id(), "channel '" + channels[place] + "' is given twice");
            }
            seen[place] = true;
            row[place] = (float) (values[i] * scale[place] + offset[place]);
            if (!Float.isFinite(row[place])) {
                throw new BadInput(ErrorCode.NOT_FINITE, telemetry.id(), "channel '" + channels[place] + "' is " + values[i]
                        + ", calibrated beyond what 32-bit floats hold");
            }
        }
        if (values.length < channels.length) {
            throw missing(telemetry, seen);
        }
        return row;
    }

    private int place(String name, Telemetry telemetry) {
        for (int i = 0; i < channels.length; i++) {
            if (channels[i].equals(name)) {
                return i;
            }
        }
        throw new BadInput(ErrorCode.UNKNOWN_CHANNEL, telemetry.id(), "channel '"
                + (name.length() > 64 ? name.substring(0, 64) + "…" : name) + "' is not known to model '" + model.name()
                + "'; it takes " + List.of(channels));
    }

    private BadInput missing(Telemetry telemetry, boolean[] seen) {
        for (int i = 0; i < channels.length; i++) {
            if (!seen[i]) {
                return new BadInput(ErrorCode.MISSING_CHANNEL, telemetry.id(),
                        "channel '" + channels[i] + "' is missing; model '"
                                + model.name() + "' takes " + List.of(channels));
            }
        }
        throw new IllegalStateException("all channels are there");
    }
}
