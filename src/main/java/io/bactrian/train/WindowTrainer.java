package io.bactrian.train;

import java.util.List;
import java.util.Set;

/** How labelled windows become a model. */
public sealed interface WindowTrainer permits WindowTrainer.Anomaly, WindowTrainer.Classifier, WindowTrainer.Regression {
    /** Rows of history per answer. */
    int window();

    /**
     * Hotelling's T² of the normal windows.
     *
     * @param normal labels of windows that ran normally; the others are anomalies
     */
    record Anomaly(FitOptions options, Set<String> normal) implements WindowTrainer {
        public Anomaly {
            normal = Set.copyOf(normal);
        }

        @Override
        public int window() {
            return options.window();
        }
    }

    /**
     * Multinomial logistic regression of the labels.
     *
     * @param epochs    how often every window is seen, at least 1
     * @param rate      length of the first step, above 0
     * @param reference the windows of this label, or {@code all}, are what drift is measured against; null for none
     */
    record Classifier(int window, int epochs, double rate, String reference, long seed) implements WindowTrainer {
        public Classifier {
            new LogisticTrainer(epochs, rate, seed);
        }
    }

    /**
     * Ridge regression of the values.
     *
     * @param ridge added to the diagonal of the features' correlations, 0 or more
     */
    record Regression(int window, double ridge) implements WindowTrainer {
    }

    /** Which of the labels a window's target is. */
    static List<String> labels(List<LabelledWindow> windows) {
        return windows.stream().map(LabelledWindow::label).distinct().sorted().toList();
    }
}
