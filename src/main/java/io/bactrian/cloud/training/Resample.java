package io.bactrian.cloud.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes weights into counts, for trainers that have no weights: systematic resampling, each as often as its weight says, to one. */
final class Resample {
    private Resample() {
    }

    /**
     * As many as there are; the same where all weights are equal.
     *
     * @param weights above 0, one for each
     */
    static <T> List<T> of(List<T> examples, double[] weights, long seed) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double step = total / weights.length;
        double next = step * new SplittableRandom(seed).nextDouble(0.25, 0.75);
        List<T> chosen = new ArrayList<>(examples.size());
        double reached = 0;
        for (int i = 0; i < weights.length; i++) {
            reached += weights[i];
            for (; next < reached && chosen.size() < weights.length; next += step) {
                chosen.add(examples.get(i));
            }
        }
        return chosen;
    }
}
