package io.bactrian.model.manifest;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;

/** Which label each class value has; where manifest and graph do not say it, that is a problem. */
final class ClassLabels {
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final int MOST_SHOWN = 5;

    private final Port label;
    private final long elements;
    private final LabelNames names;
    private final ClassValues values;
    private final Problems problems;
    private final boolean floating;

    /**
     * @param elements of the label's output for one message, 0 where the graph does not say
     * @param values   which whole numbers it gives, as far as the graph says it
     */
    ClassLabels(Port label, long elements, LabelNames names, ClassValues values, Problems problems) {
        this.label = label;
        this.elements = elements;
        this.names = names;
        this.values = values;
        this.problems = problems;
        this.floating = ElementRange.floating(label.datatype());
    }

    /** The labels by class value; empty where the largest of several numbers picks one by its place, or a text is the label itself. */
    Map<Object, String> read() {
        if (label.datatype() == Datatype.BYTES) {
            return Map.copyOf(names.byValue());
        }
        if (names.none()) {
            missing();
        } else if (elements > 1 || floating && elements == 0) {
            byPlace();
        } else if (names.mapped()) {
            return byValue();
        } else if (values.countTo(names.places().size())) {
            return counted();
        } else {
            listed();
        }
        return Map.of();
    }

    private void missing() {
        if (floating && elements != 1) {
            problems.add("outputs.labels is missing: the output '" + label.name() + "' is " + label.datatype()
                    + " and its largest value picks one by its place; expected them there or in the metadata property 'labels'");
        } else {
            problems.add("outputs.labels is missing: the output '" + label.name() + "' is " + label.datatype()
                    + (values.values().isEmpty() ? "" : " and gives " + given())
                    + ", and nothing says what its values mean; expected "
                    + (values.values().isEmpty() || label.datatype() == Datatype.BOOL
                            ? example()
                            : "a label for each of them, such as labels: " + mapped()));
        }
    }

    private void byPlace() {
        if (names.counted().isEmpty()) {
            problems.add("outputs.labels maps values " + Suggestions.list(names.byValue().keySet()) + ", but '" + label.name()
                    + "' has several numbers, of which the largest picks a label by its place; expected a list of labels in the"
                    + " order of its places");
        }
    }

    private Map<Object, String> byValue() {
        Map<Object, String> classes = new HashMap<>();
        names.byValue().forEach((written, text) -> {
            Long value = value(written, label.datatype());
            if (value == null || !ElementRange.holds(label.datatype(), value)) {
                problems.add("outputs.labels." + written + " is no value of '" + label.name() + "', which is "
                        + label.datatype() + "; expected " + example());
            } else if (!values.has(value)) {
                problems.add("outputs.labels." + written + " is no value of '" + label.name() + "', which gives "
                        + given() + "; expected labels for these");
            } else if (classes.putIfAbsent(value, text) != null) {
                problems.add("outputs.labels." + written + " is a value that has a label already; expected each once");
            }
        });
        return classes;
    }

    private static Long value(String written, Datatype datatype) {
        if (datatype == Datatype.BOOL && (written.equals("true") || written.equals("false"))) {
            return written.equals("true") ? 1L : 0L;
        }
        return WHOLE.matcher(written).matches() ? Long.valueOf(written) : null;
    }

    private Map<Object, String> counted() {
        Map<Object, String> classes = new HashMap<>();
        for (int i = 0; i < names.places().size(); i++) {
            classes.put((long) i, names.places().get(i));
        }
        return classes;
    }

    private void listed() {
        String what = "outputs.labels is a list, but the output '" + label.name() + "' is " + label.datatype();
        if (floating) {
            problems.add("outputs.threshold is missing: the output '" + label.name() + "' is one floating number; expected the"
                    + " score above which it means the second of two labels, or labels by value, such as {0: normal, 1: anomaly}");
        } else if (values.known()) {
            problems.add(what + " and gives " + given() + "; expected a label for each of these values, such as "
                    + "labels: " + mapped());
        } else {
            problems.add(what + ", and nothing in the graph says that it counts from 0; expected " + example());
        }
    }

    /** The list as the mapping that was perhaps meant. */
    private String mapped() {
        StringBuilder mapping = new StringBuilder("{");
        for (int i = 0; i < Math.min(values.values().size(), MOST_SHOWN); i++) {
            mapping.append(i == 0 ? "" : ", ").append(values.values().get(i)).append(": ")
                    .append(i < names.places().size() ? names.places().get(i) : "…");
        }
        return mapping.append(values.values().size() > MOST_SHOWN ? ", …}" : "}").toString();
    }

    private String given() {
        return values.values().isEmpty()
                ? "0, 1, 2, …"
                : Suggestions.list(values.values().stream().map(String::valueOf).toList());
    }

    private String example() {
        return label.datatype() == Datatype.BOOL
                ? "labels for false and true, such as labels: [normal, anomaly]"
                : "a label for each value, such as labels: {0: normal, 1: anomaly}, or {1: normal, -1: anomaly} for detectors of"
                        + " scikit-learn";
    }
}
