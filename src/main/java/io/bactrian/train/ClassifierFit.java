package io.bactrian.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.train.Dataset.Window;

/** Multinomial logistic regression on a window's features. Immutable. */
public final class ClassifierFit extends LinearFit {
    private static final double UNDECIDED = 0.01;

    private final List<String> labels;

    private ClassifierFit(List<String> channels, List<String> labels, int window, Standardiser standardiser,
            Learner.Weights weights) {
        super(channels, window, standardiser, weights.weights(), weights.bias());
        this.labels = List.copyOf(labels);
    }

    /**
     * @param labels  what the windows' targets point into, at least two, each with a window at least
     * @param windows what to fit
     * @throws TrainingException when a label has no window, or a channel is degenerate
     */
    static ClassifierFit of(List<String> channels, List<String> labels, int window, List<Window> windows,
            Learner learner, Console console) {
        requireEveryLabel(labels, window, windows);
        double[][] features = new WindowFeatures(window).of(windows, console);
        Standardiser standardiser = Standardiser.of(features, channels, windows.size());
        int[] targets = windows.stream().mapToInt(each -> (int) each.target()).toArray();
        return new ClassifierFit(channels, labels, window, standardiser,
                learner.train(standardiser.apply(features), targets, labels.size(), console));
    }

    /**
     * What was trained elsewhere.
     *
     * @param parameters {@code [labels][features + 1]}, each label's bias behind its weights
     */
    public static ClassifierFit of(List<String> channels, List<String> labels, int window, Standardiser standardiser,
            double[][] parameters) {
        return new ClassifierFit(channels, labels, window, standardiser, NewtonTrainer.weights(parameters));
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
    ModelProto graph(boolean contributions) {
        WindowGraph graph = graph("logistic");
        graph.node("Softmax", "probabilities", "sums").addAttribute(WindowGraph.integer("axis", 1));
        graph.node("ArgMax", "label", "sums").addAttribute(WindowGraph.integer("axis", 1))
                .addAttribute(WindowGraph.integer("keepdims", 0));
        graph.output("label", DataType.INT64);
        graph.output("probabilities", DataType.FLOAT, labels.size());
        if (contributions) {
            int features = standardiser().mean().length;
            double[] flat = Arrays.stream(centred()).flatMapToDouble(Arrays::stream).toArray();
            graph.constant("centred_weights", flat, labels.size(), features);
            graph.node("Gather", "own_weights", "centred_weights", "label").addAttribute(WindowGraph.integer("axis", 0));
            graph.node("Mul", "parts", "own_weights", "standardised");
            graph.contributions(CONTRIBUTIONS, "parts");
        }
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
        return probabilities(features(rows, end));
    }

    private double[] probabilities(double[] standardised) {
        double[] sums = sums(standardised);
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

    /**
     * Of the label that is answered, each feature's part in its sum less the mean sum of all labels, which softmax leaves out: what
     * remains of that difference without them is the bias. For independent features they are the Shapley values of that difference
     * (S. Lundberg and S.-I. Lee, "A unified approach to interpreting model predictions", 2017, corollary 1).
     */
    @Override
    double[] parts(double[][] rows, int end) {
        double[] own = centred()[largest(probabilities(rows, end))];
        double[] parts = features(rows, end);
        for (int f = 0; f < parts.length; f++) {
            parts[f] *= own[f];
        }
        return parts;
    }

    /** {@code [labels][features]}: weights less their mean over the labels. */
    private double[][] centred() {
        double[][] centred = Arrays.stream(weights()).map(double[]::clone).toArray(double[][]::new);
        for (int f = 0; f < centred[0].length; f++) {
            double mean = 0;
            for (double[] each : centred) {
                mean += each[f] / centred.length;
            }
            for (double[] each : centred) {
                each[f] -= mean;
            }
        }
        return centred;
    }

    @Override
    Map<String, Number[]> answer(double[] standardised) {
        double[] probabilities = probabilities(standardised);
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
