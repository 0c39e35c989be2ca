package io.bactrian.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.bactrian.distribution.Distribution;

/**
 * What a version of a model takes and what its answers mean: {@code models/<name>/<version>/model.yaml}, completed by what the
 * ONNX file says of itself. Compared by identity on the path of a message: one version loaded twice has two.
 *
 * @param name     the model's folder's name
 * @param version  the version folder's name, a whole number above 0
 * @param file     the ONNX file
 * @param inputs   the graph's inputs, in the order in which a message's features fill them
 * @param outputs  the graph's outputs that are read, in the order they are answered
 * @param batching how messages are put together
 * @param threads  threads that ONNX Runtime may use inside one run
 * @param gate     what this version demands for its own promotion
 * @param unanswered how many of the outputs, the last ones, only give score and label and are not written into an answer
 * @param ports      what the graph says of the outputs, in their order
 * @param sampling   which messages become samples
 * @param why        which output has each channel's contribution; null where answers do not say why
 * @param reference  how channels, score and confidence were distributed where the version was made; empty where that is not known
 */
public record Manifest(String name, String version, Task task, Path file, List<Input> inputs, List<String> outputs,
        Answer answer, Batching batching, int threads, Gate gate, Provenance provenance, int unanswered, List<Output> ports,
        Sampling sampling, Why why, Map<String, Distribution> reference) {
    public Manifest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        ports = List.copyOf(ports);
        reference = Map.copyOf(reference);
    }

    /** Without contributions and reference. */
    public Manifest(String name, String version, Task task, Path file, List<Input> inputs, List<String> outputs, Answer answer,
            Batching batching, int threads, Gate gate, Provenance provenance, int unanswered, List<Output> ports,
            Sampling sampling) {
        this(name, version, task, file, inputs, outputs, answer, batching, threads, gate, provenance, unanswered, ports,
                sampling,
                null, Map.of());
    }

    /** Rows of a device's history an answer is made from; 1 means the message alone. */
    public int window() {
        return inputs.stream().mapToInt(Input::window).max().orElse(1);
    }

    /** Elements of one message over all inputs. */
    public int elements() {
        return inputs.stream().mapToInt(Input::elements).sum();
    }

    /** Values of one row over all inputs, in order. */
    public int rowWidth() {
        return inputs.stream().mapToInt(Input::rowWidth).sum();
    }

    /** Whether a message is a picture, which the one input takes. */
    public boolean takesPicture() {
        return inputs.get(0).image() != null;
    }

    /** The names of a row's values over all inputs, in order; empty where some input is filled by position only. */
    public List<String> featureNames() {
        List<String> names = new ArrayList<>();
        for (Input input : inputs) {
            input.features().forEach(feature -> names.add(feature.name()));
        }
        return names.size() == rowWidth() ? names : List.of();
    }

    /** Whether windows filled for the other serve this one too: the same rows, windows, element types and fills. */
    public boolean sameForm(Manifest other) {
        if (inputs.size() != other.inputs.size()) {
            return false;
        }
        for (int i = 0; i < inputs.size(); i++) {
            Input mine = inputs.get(i);
            Input theirs = other.inputs.get(i);
            if (mine.window() != theirs.window() || mine.datatype() != theirs.datatype() || mine.elements() != theirs.elements()
                    || !sameValues(mine.features(), theirs.features()) || !Objects.equals(mine.image(), theirs.image())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameValues(List<Feature> mine, List<Feature> theirs) {
        if (mine.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < mine.size(); i++) {
            if (!mine.get(i).sameValue(theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * One input tensor.
     *
     * @param name     the graph's input
     * @param dims     one message's dimensions, without the batch; not copied
     * @param batched  whether the graph takes a batch in front of them, of any size
     * @param window   rows of history it takes; 1 means the message alone
     * @param features what a row has, in order; empty where it is filled by position only
     * @param image    how a picture fills it; null where it takes values
     */
    public record Input(String name, Datatype datatype, long[] dims, boolean batched, int window, List<Feature> features,
            ImageForm image) {
        public Input {
            features = List.copyOf(features);
        }

        /** Takes values. */
        public Input(String name, Datatype datatype, long[] dims, boolean batched, int window, List<Feature> features) {
            this(name, datatype, dims, batched, window, features, null);
        }

        /** Elements of one message's input. */
        public int elements() {
            long product = 1;
            for (long dim : dims) {
                product *= dim;
            }
            return Math.toIntExact(product);
        }

        /** Values that one message brings. */
        public int rowWidth() {
            return elements() / window;
        }

        /** The tensor's shape for {@code batch} messages; for one message where the graph takes no batch. */
        public long[] shape(int batch) {
            if (!batched) {
                return dims.clone();
            }
            long[] shape = new long[dims.length + 1];
            shape[0] = batch;
            System.arraycopy(dims, 0, shape, 1, dims.length);
            return shape;
        }
    }

    /**
     * One output tensor as the graph declares it.
     *
     * @param shape its dimensions for a batch, -1 where they are open; not copied
     */
    public record Output(String name, Datatype datatype, long[] shape) {
    }

    /**
     * One value of a row.
     *
     * @param unit the physical unit, or null
     * @param fill what stands in for a value that a message leaves out or has as null; NaN is a missing value to the model; null
     *             where there is none
     * @param range where its values usually are; null where that is not said
     */
    public record Feature(String name, String unit, Double fill, Range range) {
        public Feature(String name, String unit, Double fill) {
            this(name, unit, fill, null);
        }

        private boolean sameValue(Feature other) {
            return name.equals(other.name) && Objects.equals(unit, other.unit) && Objects.equals(fill, other.fill);
        }
    }

    /** From the least to the most, both included. */
    public record Range(double least, double most) {
        /** Whether a value is outside; NaN is not. */
        public boolean isLeftBy(double value) {
            return value < least || value > most;
        }
    }

    /**
     * What becomes "score" and "label" in an answer; outputs may be null.
     *
     * @param score         the output whose value is the score; of several values the largest
     * @param label         the output that is or picks the label: a text, a class value, or several numbers, one a label
     * @param probabilities the output with one probability a label
     * @param labels        the labels by their places among several numbers, or below and above the threshold
     * @param classes       the labels by class value: a Long for numbers and truth values (1 is true), a String for texts
     * @param threshold     score above which the label is the second of two, where no output says so; NaN for none
     */
    public record Answer(String score, String label, String probabilities, List<String> labels, Map<Object, String> classes,
            double threshold) {
        public Answer {
            labels = List.copyOf(labels);
            classes = Map.copyOf(classes);
        }

        /** Whether an answer is to have a label. */
        public boolean labelled() {
            return label != null || byThreshold();
        }

        boolean byThreshold() {
            return !Double.isNaN(threshold);
        }
    }

    /**
     * How requests are put together.
     *
     * @param size      the most messages in one run of the model; 1 where its batch dimension is fixed
     * @param delay     how long to wait for a batch that is not full
     * @param instances threads that run the model beside one another; a device stays on one of them; {@link #BY_TIME} for
     *                  as many as suit the time that it takes
     * @param queue     the most messages waiting for each
     */
    public record Batching(int size, Duration delay, int instances, int queue) {
        public static final int BY_TIME = 0;
    }

    /**
     * What a version demands of its own comparison in place of the configuration; null where it does not.
     *
     * @param messages     messages compared at least
     * @param agreement    least share of messages on which both must say the same
     * @param latencyRatio how many times the serving version's time it may take at most
     */
    public record Gate(Integer messages, Double agreement, Double latencyRatio) {
        public static final Gate CONFIGURED = new Gate(null, null, null);
    }

    /**
     * What becomes "why" in an answer.
     *
     * @param output   has one number a channel: its part in the score
     * @param channels that an answer names at most
     * @param names    of the channels, in the output's order
     */
    public record Why(String output, int channels, List<String> names) {
        public Why {
            names = List.copyOf(names);
        }
    }

    /** Where a version comes from, as its trainer states; any may be null or empty. */
    public record Provenance(String description, String trained, String data, String trainer, Map<String, Double> metrics) {
        public static final Provenance UNKNOWN = new Provenance(null, null, null, null, Map.of());

        public Provenance {
            metrics = Map.copyOf(metrics);
        }
    }
}
