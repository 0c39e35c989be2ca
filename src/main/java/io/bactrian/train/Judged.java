package io.bactrian.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a fit that gives labels answered to windows whose labels are known. Parts of it are merged. Not thread-safe. */
public final class Judged implements Serializable {
    private static final int FIRST_ROOM = 1024;

    private final ModelYaml.Outputs outputs;
    private final Confusion confusion;
    private final double[][] scores;
    private int[] targets = new int[0];
    private int size;

    public Judged(Fit fit) {
        outputs = fit.outputs();
        confusion = new Confusion(outputs.labels());
        scores = new double[curves().size()][0];
    }

    /** Whether the second of two labels is an alarm. */
    boolean alarm() {
        return outputs.probabilities() == null;
    }

    private List<String> curves() {
        return alarm() ? List.of("score") : outputs.labels();
    }

    /**
     * @param features of a window, not standardised
     * @param target   the place of its label
     */
    public void add(Fit fit, double[] features, int target) {
        add(fit.answer(fit.standardiser().apply(features)), target);
    }

    void add(Map<String, Number[]> answer, int target) {
        reserve(size + 1);
        for (int s = 0; s < scores.length; s++) {
            scores[s][size] = answer.get(outputs.score())[s].doubleValue();
        }
        targets[size++] = target;
        confusion.counts()[target][answer.get(outputs.label())[0].intValue()]++;
    }

    /** Adds what the other has; returns this. */
    public Judged merge(Judged other) {
        reserve(size + other.size);
        System.arraycopy(other.targets, 0, targets, size, other.size);
        for (int s = 0; s < scores.length; s++) {
            System.arraycopy(other.scores[s], 0, scores[s], size, other.size);
        }
        for (int l = 0; l < confusion.counts().length; l++) {
            for (int a = 0; a < confusion.counts().length; a++) {
                confusion.counts()[l][a] += other.confusion.counts()[l][a];
            }
        }
        size += other.size;
        return this;
    }

    private void reserve(int room) {
        if (room > targets.length) {
            int next = StrictMath.max(room, StrictMath.max(FIRST_ROOM, 2 * targets.length));
            targets = Arrays.copyOf(targets, next);
            for (int s = 0; s < scores.length; s++) {
                scores[s] = Arrays.copyOf(scores[s], next);
            }
        }
    }

    LabelEvaluation evaluation() {
        List<Roc> curves = new ArrayList<>();
        for (int s = 0; s < scores.length; s++) {
            boolean[] truth = new boolean[size];
            for (int w = 0; w < size; w++) {
                truth[w] = targets[w] == (alarm() ? 1 : s);
            }
            Roc curve = Roc.of(curves().get(s), Arrays.copyOf(scores[s], size), truth);
            if (curve != null) {
                curves.add(curve);
            }
        }
        return new LabelEvaluation(confusion, alarm(), curves);
    }
}
