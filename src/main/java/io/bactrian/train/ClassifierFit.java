package io.bactrian.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.train.Dataset.Window;

/** Multinomial logistic regression on a window's features. Immutable. */
final class ClassifierFit extends LinearFit {
    private static final double UNDECIDED = 0.01;

    private final List<String> labels;

    private ClassifierFit(List<String> channels, List<String> labels, int window, Standardiser standardiser,
            LogisticTrainer.Weights weights) {
        super(channels, window, standardiser, weights.weights(), weights.bias());
        this.labels = List.copyOf(labels);
    }

    /**
     * @param labels  what the windows' targets point into, at least two, each with a window at least
     * @param windows what to fit
     * @throws TrainingException when a label has no window, or a channel is degenerate
     */
    static ClassifierFit of(List<String> channels, List<String> labels, int window, List<Window> windows,
            LogisticTrainer trainer, Console console) {
        requireEveryLabel(labels, window, windows);
        double[][] features = WindowFeatures.of(windows, window, console);
        Standardiser standardiser = Standardiser.of(features, channels, windows.size());
        int[] targets = windows.stream().mapToInt(each -> (int) each.target()).toArray();
        return new ClassifierFit(channels, labels, window, standardiser,
                trainer.train(standardiser.apply(features), targets, labels.size(), console));
    }

    private static void requireEveryLabel(List<String> labels, int window, List<Window> windows) {
        if (labels.size() < 2) {
            throw new TrainingException(
                    "The data has the labels %s, expected at least two: correct --target".formatted(labels));
        }
        long[] counts = new long[labels.size()];
        windows.forEach(each -> counts[(int) each.target()]++);
        for (int l = 0; l < counts.length; l++) {
            if (counts[l] == 0) {
                throw new TrainingException(
                        "Label '%s' has no window of %d rows in sequence to train on, expected at least one: give longer recordings of it, a shorter --window or a smaller --split"
                                .formatted(labels.get(l), window));
            }
        }
    }

    @Override
    public ModelProto graph() {
        WindowGraph graph = graph("logistic");
        graph.node("Softmax", "probabilities", "sums").addAttribute(WindowGraph.integer("axis", 1));
        graph.node("ArgMax", "label", "sums").addAttribute(WindowGraph.integer("axis", 1))
                .addAttribute(WindowGraph.integer("keepdims", 0));
        graph.output("label", DataType.INT64);
        graph.output("probabilities", DataType.FLOAT, labels.size());
        if (labels.stream().noneMatch(each -> each.contains(","))) {
            graph.say("labels", String.join(",", labels));
        }
        return graph.model("Multinomial logistic regression on standardised windowed features");
    }

    @Override
    String task() {
        return "classification";
    }

    @Override
    ModelYaml.Outputs outputs() {
        return new ModelYaml.Outputs("probabilities", "label", "probabilities", labels);
    }

    /** The probability of each label, which add up to 1. */
    double[] probabilities(double[][] rows, int end) {
        double[] sums = sums(rows, end);
        double largest = Arrays.stream(sums).max().orElseThrow();
        double total = 0;
        for (int s = 0; s < sums.length; s++) {
            sums[s] = StrictMath.exp(sums[s] - largest);
            total += sums[s];
        }
        for (int s = 0; s < sums.length; s++) {
            sums[s] /= total;
        }
        return sums;
    }

    @Override
    Map<String, Number[]> answer(double[][] rows, int end) {
        double[] probabilities = probabilities(rows, end);
        return Map.of("label", new Number[]{largest(probabilities)},
                "probabilities", Arrays.stream(probabilities).boxed().toArray(Number[]::new));
    }

    @Override
    boolean decided(double[][] rows, int end) {
        double[] sorted = probabilities(rows, end);
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2] > UNDECIDED;
    }

    static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
