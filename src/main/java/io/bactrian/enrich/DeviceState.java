package io.bactrian.enrich;

import java.util.Arrays;
import java.util.List;

import io.bactrian.enrich.RowReader.Row;
import io.bactrian.model.Manifest;
import io.bactrian.telemetry.Telemetry;

/** One device's rows for one form of model input, calibrated, oldest first in a ring. Not thread-safe. */
final class DeviceState {
    private DeviceProfile profile;
    private Manifest model;
    private RowReader reader;
    private final int width;
    private final int window;
    private final double[] rows;
    private final String[] ids;
    private int next;
    private int have;
    private List<String> outOfRange = List.of();

    DeviceState(DeviceProfile profile, Manifest model) {
        this.profile = profile;
        this.model = model;
        reader = new RowReader(profile, model);
        width = model.rowWidth();
        window = model.window();
        rows = new double[window == 1 ? 0 : window * width];
        ids = new String[window];
    }

    /** Whether the rows stay good under this profile and model; the profile's labels and the model's version may change. */
    boolean adopt(DeviceProfile changed, Manifest otherModel) {
        if (profile != changed && !profile.channels().equals(changed.channels())) {
            return false;
        }
        if (model != otherModel && (!model.name().equals(otherModel.name()) || !model.sameForm(otherModel))) {
            return false;
        }
        if (profile != changed && !profile.ranges().equals(changed.ranges())) {
            reader = new RowReader(changed, otherModel);
        }
        profile = changed;
        model = otherModel;
        return true;
    }

    /** Adds the message to the window, once however often it is delivered, and gives the model's input when it is full. */
    Row add(Telemetry telemetry) {
        Row row = reader.read(telemetry);
        outOfRange = row.outOfRange();
        if (window == 1) {
            have = 1;
            return row;
        }
        if (!telemetry.envelope().redelivered() || !Arrays.asList(ids).contains(telemetry.id())) {
            System.arraycopy(row.values(), 0, rows, next * width, width);
            ids[next] = telemetry.id();
            next = next + 1 == window ? 0 : next + 1;
            have = Math.min(have + 1, window);
        }
        return have == window ? new Row(input(), null, row.filled(), outOfRange) : null;
    }

    int have() {
        return have;
    }

    /** Channels of the last message whose values are not in the range that the directory states. */
    List<String> outOfRange() {
        return outOfRange;
    }

    private double[] input() {
        List<Manifest.Input> inputs = model.inputs();
        if (inputs.size() == 1) {
            double[] all = new double[rows.length];
            int split = next * width;
            System.arraycopy(rows, split, all, 0, rows.length - split);
            System.arraycopy(rows, 0, all, rows.length - split, split);
            return all;
        }
        double[] all = new double[model.elements()];
        int column = 0;
        int to = 0;
        for (Manifest.Input input : inputs) {
            for (int row = window - input.window(); row < window; row++) {
                int from = (next + row) % window * width + column;
                System.arraycopy(rows, from, all, to, input.rowWidth());
                to += input.rowWidth();
            }
            column += input.rowWidth();
        }
        return all;
    }
}
