package io.bactrian.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each label was answered where each was true. What nothing was counted for is 0.
 *
 * @param labels the labels
 * @param counts {@code [true][answered]}; not copied
 */
record Confusion(List<String> labels, long[][] counts) implements Serializable {
    Confusion(List<String> labels) {
        this(labels, new long[labels.size()][labels.size()]);
    }

    long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    long actual(int label) {
        return Arrays.stream(counts[label]).sum();
    }

    double accuracy() {
        return share(IntStream.range(0, counts.length).mapToLong(l -> counts[l][l]).sum(), total());
    }

    long answered(int label) {
        return Arrays.stream(counts).mapToLong(row -> row[label]).sum();
    }

    double precision(int label) {
        return share(counts[label][label], answered(label));
    }

    double recall(int label) {
        return share(counts[label][label], actual(label));
    }

    double f1(int label) {
        return share(2 * counts[label][label], answered(label) + actual(label));
    }

    /** The mean F1 of the labels that were true or answered at all. */
    double macroF1() {
        return IntStream.range(0, counts.length).filter(l -> actual(l) + answered(l) > 0).mapToDouble(this::f1).average()
                .orElse(0);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
