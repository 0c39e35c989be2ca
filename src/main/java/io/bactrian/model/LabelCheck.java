package io.bactrian.model;

import java.util.Arrays;
import java.util.List;

import io.bactrian.model.Signature.Port;

/** Whether score, label, probabilities, labels and threshold go together. */
final class LabelCheck {
    private final boolean batched;
    private final Problems problems;

    LabelCheck(boolean batched, Problems problems) {
        this.batched = batched;
        this.problems = problems;
    }

    void check(ManifestDraft.Out draft, List<String> labels, Port score, Port label, Port probabilities) {
        numbers("outputs.score", score);
        numbers("outputs.probabilities", probabilities);
        if (draft.threshold() != null && score == null && draft.score() == null) {
            problems.add("outputs.threshold is " + draft.threshold() + ", but no output is the score; expected outputs.score");
        }
        if (draft.threshold() != null && labels.size() != 2) {
            problems.add("outputs.labels are " + Words.list(labels) + "; expected two where a threshold picks between them");
        }
        if (label != null && label.datatype() != Datatype.BYTES && draft.threshold() == null) {
            picked(draft, labels, label);
        }
        long places = elements(probabilities);
        if (places > 1 && !labels.isEmpty() && places != labels.size()) {
            problems.add("outputs.labels has " + labels.size() + " labels, but '" + probabilities.name() + "' has " + places
                    + " probabilities; expected as many");
        }
    }

    private void picked(ManifestDraft.Out draft, List<String> labels, Port label) {
        if (labels.isEmpty()) {
            problems.add("outputs.labels is missing: the output '" + label.name() + "' is " + label.datatype()
                    + " and picks one by its place; expected them there or in the metadata property 'labels'");
        }
        if (draft.label() == null && OutputFitter.isFloating(label.datatype()) && elements(label) == 1) {
            problems.add("outputs.threshold is missing: the only output '" + label.name()
                    + "' is one floating number; expected the score above which it means the second of two labels");
        }
    }

    private void numbers(String field, Port port) {
        if (port != null && port.datatype() == Datatype.BYTES) {
            problems.add(field + " is '" + port.name() + "', which has texts; expected an output of numbers");
        }
    }

    /** Elements of one message, or 0 where the graph does not say. */
    private long elements(Port port) {
        if (port == null || port.shape().length == 0) {
            return 0;
        }
        long[] dims = batched ? Arrays.copyOfRange(port.shape(), 1, port.shape().length) : port.shape();
        return Arrays.stream(dims).anyMatch(dim -> dim == Signature.OPEN) ? 0 : Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }
}
