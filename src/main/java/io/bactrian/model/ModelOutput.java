package io.bactrian.model;

import java.util.List;

/**
 * What the model said to one message.
 *
 * @param input   the message
 * @param model   the model and version that answered
 * @param outputs one tensor for each of the manifest's outputs, in its order
 */
public record ModelOutput(ModelInput input, Manifest model, List<Tensor> outputs) {
    public ModelOutput {
        outputs = List.copyOf(outputs);
    }

    /**
     * One output of one message.
     *
     * @param name     the graph's output
     * @param datatype the element type; whole numbers are exact to 2⁵³
     * @param values   its elements, row-major; not copied; null for BYTES
     * @param texts    the elements of BYTES, row-major; null for all others
     */
    public record Tensor(String name, Datatype datatype, double[] values, String[] texts) {
        public Tensor(String name, Datatype datatype, double[] values) {
            this(name, datatype, values, null);
        }
    }

    /** The output of that name, or null. */
    public Tensor output(String name) {
        for (Tensor tensor : outputs) {
            if (tensor.name().equals(name)) {
                return tensor;
            }
        }
        return null;
    }

    /** The score as the manifest defines it, or NaN where it defines none. */
    public double score() {
        Tensor tensor = model.answer().score() == null ? null : output(model.answer().score());
        return tensor == null || tensor.values() == null ? Double.NaN : tensor.values()[largest(tensor.values())];
    }

    /** The label as the manifest defines it, or null where it defines none or the model points past the labels. */
    public String label() {
        Manifest.Answer answer = model.answer();
        if (answer.label() == null) {
            return Double.isNaN(answer.threshold()) ? null : answer.labels().get(score() > answer.threshold() ? 1 : 0);
        }
        Tensor tensor = output(answer.label());
        if (tensor == null) {
            return null;
        }
        if (tensor.texts() != null) {
            return tensor.texts()[0];
        }
        int place = tensor.values().length == 1 ? (int) tensor.values()[0] : largest(tensor.values());
        return place >= 0 && place < answer.labels().size() ? answer.labels().get(place) : null;
    }

    /** Whether every number in it is finite. */
    public boolean finite() {
        for (Tensor tensor : outputs) {
            if (tensor.values() != null) {
                for (double value : tensor.values()) {
                    if (!Double.isFinite(value)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
