package io.bactrian.cloud.training.evaluation;

import java.time.Instant;
import java.util.List;

/**
 * A labelled sample.
 *
 * @param id      the message's; with the device it is unique
 * @param group   of its device, or empty
 * @param label   what it is; null where the target is a number
 * @param value   the number it has; NaN where the target is a label
 * @param trusted whether its label may judge
 * @param weight  how many messages it stands for, above 0; NaN where that is not known, and it is left out of estimates
 * @param version that answered it; empty where that is not known
 */
public record Example(String id, String device, Instant at, String group, String label, double value, boolean trusted,
        double weight, String version, ExampleInputs inputs) {
    /** Whether it may judge. */
    public boolean judges() {
        return trusted && !Double.isNaN(weight);
    }

    /** What training counts it for: where its weight is not known, one message. */
    public static double trainingWeight(Example example) {
        return Double.isNaN(example.weight) ? 1 : example.weight;
    }

    /** Of each, what training counts it for. */
    public static double[] trainingWeights(List<Example> examples) {
        return examples.stream().mapToDouble(Example::trainingWeight).toArray();
    }

    /** The same with another weight. */
    public Example weighing(double other) {
        return new Example(id, device, at, group, label, value, trusted, other, version, inputs);
    }
}
