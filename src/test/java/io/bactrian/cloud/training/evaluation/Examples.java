package io.bactrian.cloud.training.evaluation;

import java.time.Instant;
import java.util.List;

import io.bactrian.cloud.training.evaluation.ExampleInputs.Part;

/** Examples of one channel, a window of four rows; the rows are those of their seconds unless a test says otherwise. */
final class Examples {
    static final Instant BEGIN = Instant.parse("2026-01-31T00:00:00Z");
    private static final int WINDOW = 4;
    private static final int CHANNELS = 8;

    private Examples() {
    }

    static Example at(String device, long second, String label) {
        return at(device, second, label, true, 1);
    }

    static Example at(String device, long second, String label, boolean trusted, double weight) {
        double[] values = new double[WINDOW * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * (second - WINDOW + 1 + i / CHANNELS) + i % CHANNELS;
        }
        return new Example(device + "-" + second, device, BEGIN.plusSeconds(second), "", label, Double.NaN, trusted, weight,
                "1",
                new ExampleInputs(List.of(new Part("input", new long[]{1, WINDOW, CHANNELS}, values, null))));
    }

    /** With the number that it has in place of a label. */
    static Example valued(String device, long second, double value) {
        Example example = at(device, second, null);
        return new Example(example.id(), device, example.at(), "", null, value, true, 1, "1", example.inputs());
    }
}
