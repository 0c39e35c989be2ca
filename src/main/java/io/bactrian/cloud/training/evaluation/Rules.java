package io.bactrian.cloud.training.evaluation;

import java.util.List;
import java.util.Set;

/**
 * When a candidate is good enough.
 *
 * @param accept     what it must be
 * @param margin     by how much it may be worse where {@link Accept#NOT_WORSE} cannot tell: of an error rate, or as a share of the
 *                   serving version's mean absolute error; 0 or more
 * @param confidence of the test, above 0.5 and below 1
 * @param blocks     held-out blocks that a decision needs, at least 2
 * @param normal     labels that are no anomaly
 * @param labels     that must be measured; empty for all that the serving version can answer
 * @param seed       of the resamples
 */
public record Rules(Accept accept, double margin, double confidence, int blocks, Set<String> normal, List<String> labels,
        long seed) {
    /** In how many blocks each label must be. */
    static final int BLOCKS_OF_A_LABEL = 3;

    public Rules {
        normal = Set.copyOf(normal);
        labels = List.copyOf(labels);
    }

    /** What a candidate must be. */
    public enum Accept {
        /** Its loss is smaller, with confidence. */
        BETTER,
        /** Its loss is not larger, and with confidence not larger by more than the margin. */
        NOT_WORSE
    }

    /** With another confidence. */
    Rules with(double other) {
        return new Rules(accept, margin, other, blocks, normal, labels, seed);
    }
}
