package io.bactrian.learn;

import io.bactrian.model.ModelOutput;
import io.bactrian.model.Sampling;

/** How close a score is to the threshold between two labels. */
final class Boundary {
    private Boundary() {
    }

    /** Whether it is less than {@link Sampling#distance()} of the threshold away from it; of a threshold of 0, less than that. */
    static boolean isClose(Sampling sampling, ModelOutput output) {
        double threshold = sampling.threshold() == null ? output.model().answer().threshold() : sampling.threshold();
        double scale = threshold == 0 ? 1 : Math.abs(threshold);
        return Math.abs(output.score() - threshold) < sampling.distance() * scale;
    }
}
