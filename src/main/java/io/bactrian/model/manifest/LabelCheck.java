package io.bactrian.model.manifest;

import java.util.Arrays;
import java.util.Map;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;

/** Whether score, label, probabilities, labels and threshold go together, and each label's value is stated rather than guessed. */
final class LabelCheck {
    private final boolean batched;
    private final ManifestDraft.Out draft;
    private final LabelNames names;
    private final Problems problems;

    LabelCheck(boolean batched, ManifestDraft.Out draft, LabelNames names, Problems problems) {
        this.batched = batched;
        this.draft = draft;
        this.names = names;
        this.problems = problems;
    }

    /** @param values which whole numbers the label's output gives, as far as the graph says it */
    Manifest.Answer answer(Port score, Port label, Port probabilities, ClassValues values) {
        numbers("outputs.score", score);
        numbers("outputs.probabilities", probabilities);
        checkPlaces(probabilities, "probabilities");
        double threshold = draft.threshold() == null ? Double.NaN : draft.threshold();
        Map<Object, String> classes = Map.of();
        if (draft.threshold() != null) {
            checkThreshold(score);
        } else if (label != null) {
            checkPlaces(label == probabilities ? null : label, "values");
            classes = new ClassLabels(label, elements(label), names, values, problems).read();
        }
        return new Manifest.Answer(name(score), name(label), name(probabilities), names.counted(), classes, threshold);
    }

    private void checkThreshold(Port score) {
        if (score == null && draft.score() == null) {
            problems.add("outputs.threshold is " + draft.threshold() + ", but no output is the score; expected outputs.score");
        }
        if (names.mapped() || names.places().size() != 2) {
            problems.add("outputs.labels are " + Suggestions.list(names.mapped() ? names.byValue().keySet() : names.places())
                    + "; expected two where a threshold picks between them, the one above it second, as in [normal, anomaly]");
        }
        if (elements(score) > 1) {
            problems.add("outputs.threshold is " + draft.threshold() + ", but the score '" + score.name() + "' has "
                    + elements(score) + " values; expected one to compare, or no threshold: then the largest picks the label");
        }
    }

    private void checkPlaces(Port port, String what) {
        long places = elements(port);
        int labels = names.counted().size();
        if (places > 1 && labels > 0 && places != labels) {
            problems.add("outputs.labels has " + labels + " labels, but '" + port.name() + "' has " + places + " " + what
                    + "; expected as many");
        }
    }

    private void numbers(String field, Port port) {
        if (port != null && port.datatype() == Datatype.BYTES) {
            problems.add(field + " is '" + port.name() + "', which has texts; expected an output of numbers");
        }
    }

    private static String name(Port port) {
        return port == null ? null : port.name();
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
