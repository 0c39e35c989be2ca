package io.bactrian.model;

import java.util.Arrays;
import java.util.List;

import io.bactrian.model.Manifest.Answer;

/**
 * A model's answer to one message.
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
     * One output of one message; it may have no elements.
     *
     * @param name     the graph's output
     * @param datatype the element type
     * @param shape    its dimensions, as a run over this message alone gives them; not copied
     * @param values   its elements, row-major; not copied; of INT64 and UINT64 the nearest that a double holds; null for BYTES
     * @param texts    the elements of BYTES, row-major; null for all others
     * @param wholes   the elements of INT64 and UINT64 exactly, or null
     */
    public record Tensor(String name, Datatype datatype, long[] shape, double[] values, String[] texts, long[] wholes) {
        /** Of one dimension. */
        public Tensor(String name, Datatype datatype, double[] values) {
            this(name, datatype, values, null);
        }

        /** Of one dimension. */
        public Tensor(String name, Datatype datatype, double[] values, String[] texts) {
            this(name, datatype, new long[]{values == null ? texts.length : values.length}, values, texts, null);
        }

        /** INT64 of one dimension. */
        public static Tensor whole(String name, long[] wholes) {
            return whole(name, Datatype.INT64, new long[]{wholes.length}, wholes);
        }

        /** INT64 or UINT64. */
        public static Tensor whole(String name, Datatype datatype, long[] shape, long[] wholes) {
            double[] values = new double[wholes.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = datatype == Datatype.UINT64 ? Elements.unsigned(wholes[i]) : wholes[i];
            }
            return new Tensor(name, datatype, shape, values, null, wholes);
        }

        public int length() {
            return values == null ? texts.length : values.length;
        }

        /** One of the parts that the first dimension has. */
        public Tensor part(int number) {
            int each = (int) (length() / shape[0]);
            return part(number * each, (number + 1) * each);
        }

        private Tensor part(int from, int to) {
            long[] front = shape.clone();
            if (front.length > 0) {
                front[0] = 1;
            }
            return part(from, to, front);
        }

        private Tensor part(int from, int to, long[] dims) {
            return new Tensor(name, datatype, dims, values == null ? null : Arrays.copyOfRange(values, from, to),
                    texts == null ? null : Arrays.copyOfRange(texts, from, to),
                    wholes == null ? null : Arrays.copyOfRange(wholes, from, to));
        }

        boolean finite() {
            if (values != null) {
                for (double value : values) {
                    if (!Double.isFinite(value)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** The place of the largest number, of equal ones the first. It has one at least, and no NaN. */
        int largest() {
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                if (wholes == null ? values[i] > values[best] : compare(wholes[i], wholes[best]) > 0) {
                    best = i;
                }
            }
            return best;
        }

        private int compare(long one, long other) {
            return datatype == Datatype.UINT64 ? Long.compareUnsigned(one, other) : Long.compare(one, other);
        }
    }

    /** The output of that name, or null. */
    public Tensor output(String name) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(name)) {
                return outputs.get(i);
            }
        }
        return null;
    }

    /** The one number that is the score, as a tensor of one element; null where the manifest defines none, or it is not finite. */
    public Tensor scored() {
        Tensor tensor = scoring();
        if (tensor == null) {
            return null;
        }
        int place = tensor.length() == 1 ? 0 : tensor.largest();
        return tensor.length() == 1 ? tensor : tensor.part(place, place + 1, new long[]{1});
    }

    private Tensor scoring() {
        Tensor tensor = output(model.answer().score());
        return tensor == null || tensor.values() == null || tensor.length() == 0 || !tensor.finite() ? null : tensor;
    }

    /** The score as the manifest defines it, or NaN where it defines none, or some of its numbers are not finite. */
    public double score() {
        Tensor tensor = scoring();
        return tensor == null ? Double.NaN : tensor.values()[tensor.length() == 1 ? 0 : tensor.largest()];
    }

    /** The label as manifest and graph define it, or null: {@link #unlabelled()} says why. */
    public String label() {
        return model.answer().labelled() && unlabelled() == null ? label(model.answer(), labelling()) : null;
    }

    /** Why there is no label though the manifest defines one; null where there is one, or the manifest defines none. */
    public Unlabelled unlabelled() {
        return model.answer().labelled() ? unlabelled(model.answer(), labelling()) : null;
    }

    private Tensor labelling() {
        return output(model.answer().byThreshold() ? model.answer().score() : model.answer().label());
    }

    /** Null where it has a label. */
    private static Unlabelled unlabelled(Answer answer, Tensor tensor) {
        if (tensor == null || tensor.length() == 0) {
            return Unlabelled.EMPTY;
        }
        if (!tensor.finite()) {
            return Unlabelled.NOT_FINITE;
        }
        boolean byPlace = !answer.byThreshold() && answer.classes().isEmpty() && tensor.texts() == null;
        if (tensor.length() != (byPlace ? answer.labels().size() : 1)) {
            return Unlabelled.WRONG_COUNT;
        }
        return label(answer, tensor) == null ? Unlabelled.UNKNOWN_VALUE : null;
    }

    /** Of a tensor with as many finite elements as it takes; null where its class is not known. */
    private static String label(Answer answer, Tensor tensor) {
        if (answer.byThreshold()) {
            double threshold = ElementRange.nearest(tensor.datatype(), answer.threshold());
            return answer.labels().get(tensor.values()[0] > threshold ? 1 : 0);
        }
        if (!answer.classes().isEmpty()) {
            Object value = tensor.texts() == null ? whole(tensor) : tensor.texts()[0];
            return value == null ? null : answer.classes().get(value);
        }
        if (tensor.texts() != null) {
            return tensor.texts()[0].isEmpty() ? null : tensor.texts()[0];
        }
        return answer.labels().get(tensor.largest());
    }

    private static Long whole(Tensor tensor) {
        if (tensor.wholes() != null) {
            return tensor.datatype() == Datatype.UINT64 && tensor.wholes()[0] < 0 ? null : (Long) tensor.wholes()[0];
        }
        double value = tensor.values()[0];
        return ElementRange.holds(Datatype.INT64, value) ? (long) value : null;
    }

    /**
     * Whether another version says the same about the message: the same label where both are to have one; no label, because a class
     * is not known or a number is not finite, agrees with nothing. Where one has no labels at all, or both have none for want of
     * elements, the same values in all outputs of the same name and size, of which there must be one.
     */
    public boolean agreesWith(ModelOutput candidate) {
        return Agreement.between(this, candidate);
    }

    /** Whether every number in it is finite. */
    public boolean finite() {
        for (int i = 0; i < outputs.size(); i++) {
            if (!outputs.get(i).finite()) {
                return false;
            }
        }
        return true;
    }
}
