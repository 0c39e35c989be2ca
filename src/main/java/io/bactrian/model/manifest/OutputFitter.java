package io.bactrian.model.manifest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.bactrian.model.ElementRange;
import io.bactrian.model.Manifest;
import io.bactrian.model.Task;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;

/** Finds among a graph's outputs the outputs that make a task's answer. */
final class OutputFitter {
    private final Signature graph;
    private final Function<String, ClassValues> classes;
    private final boolean batched;
    private final Problems problems;

    /** @param classes which whole numbers an output gives, as the graph's nodes say; asked only where it matters */
    OutputFitter(Signature graph, Function<String, ClassValues> classes, boolean batched, Problems problems) {
        this.graph = graph;
        this.classes = classes;
        this.batched = batched;
        this.problems = problems;
    }

    /** The tensors of an answer: those named, else all that can be read but that which says why. */
    List<String> answered(List<String> named, WhyReader.Draft why) {
        if (named == null) {
            return readable().map(Port::name).filter(name -> why == null || !name.equals(why.output())).toList();
        }
        for (int i = 0; i < named.size(); i++) {
            named("outputs.answer[" + i + "]", named.get(i));
        }
        return named;
    }

    /** All tensors that a run must give, those of an answer in front. */
    static List<String> read(List<String> answered, Manifest.Answer answer, WhyReader.Draft why) {
        Set<String> all = new LinkedHashSet<>(answered);
        Stream.of(answer.score(), answer.label(), answer.probabilities(), why == null ? null : why.output())
                .filter(name -> name != null).forEach(all::add);
        return List.copyOf(all);
    }

    Manifest.Answer answer(Task task, ManifestDraft.Out draft) {
        Port score = named("outputs.score", draft.score());
        Port label = named("outputs.label", draft.label());
        Port probabilities = named("outputs.probabilities", draft.probabilities());
        boolean byThreshold = draft.threshold() != null;
        switch (task) {
            case ANOMALY -> {
                score = draft.score() == null ? only("outputs.score", floating(), "score") : score;
                if (draft.label() == null && !byThreshold) {
                    label = only("outputs.label", picking(score), "label", "anomaly");
                }
            }
            case CLASSIFICATION -> {
                if (draft.probabilities() == null
                        && (floating().size() != 0 || draft.label() == null && picking(null).isEmpty())) {
                    probabilities = only("outputs.probabilities", floating(), "probabilities");
                }
                if (draft.label() == null && !byThreshold) {
                    label = picking(null).isEmpty() ? probabilities : only("outputs.label", picking(null), "label");
                }
                score = draft.score() == null ? probabilities : score;
            }
            case REGRESSION -> score = draft.score() == null ? only("outputs.score", floating(), "score") : score;
            default -> {
            }
        }
        ClassValues values = label == null || byThreshold ? ClassValues.UNKNOWN : classValues(label);
        LabelNames names = labels(task, draft, label, values);
        return new LabelCheck(batched, draft, names, problems).answer(score, label, probabilities, values);
    }

    private ClassValues classValues(Port label) {
        return switch (label.datatype()) {
            case BOOL -> ClassValues.TRUTH;
            case BYTES, FP64, FP32, FP16, BF16 -> ClassValues.UNKNOWN;
            default -> classes.apply(label.name());
        };
    }

    /** Of the manifest, else of the file; an output called 'anomaly' that is 0 or 1, and a threshold of an anomaly's score, say it too. */
    private LabelNames labels(Task task, ManifestDraft.Out draft, Port label, ClassValues values) {
        if (draft.labels() != null) {
            return draft.labels();
        }
        LabelNames labels = Metadata.labels(graph.metadata());
        boolean known = draft.threshold() != null
                || label != null && label.name().equals("anomaly") && values.equals(ClassValues.TRUTH);
        return labels.none() && task == Task.ANOMALY && known ? LabelNames.of(List.of("normal", "anomaly")) : labels;
    }

    private Port named(String field, String name) {
        if (name == null) {
            return null;
        }
        Port port = graph.outputs().stream().filter(output -> output.name().equals(name)).findFirst().orElse(null);
        if (port == null) {
            problems.add(field + " is '" + name + "'; the graph's outputs are " + names(graph.outputs()));
        } else if (port.datatype() == null) {
            problems.add(field + " is '" + name + "', which is no tensor that can be read; " + remedy());
            return null;
        }
        return port;
    }

    /** The one of a preferred name, else the only one; null, and a problem, where that leaves a choice or nothing. */
    private Port only(String field, List<Port> outputs, String... preferred) {
        for (String name : preferred) {
            Optional<Port> output = outputs.stream().filter(port -> port.name().equals(name)).findFirst();
            if (output.isPresent()) {
                return output.get();
            }
        }
        if (outputs.size() == 1) {
            return outputs.get(0);
        }
        String threshold = field.equals("outputs.label") ? ", or outputs.threshold for the score" : "";
        String zipped = graph.outputs().stream().anyMatch(output -> output.datatype() == null) ? "; " + remedy() : "";
        problems.add(field + " is missing and cannot be derived from the graph's outputs " + names(graph.outputs())
                + "; expected the name of one" + threshold + zipped);
        return null;
    }

    private static String remedy() {
        return "where it is a sequence or map, export the model without ZipMap (zipmap=False)";
    }

    private Stream<Port> readable() {
        return graph.outputs().stream().filter(output -> output.datatype() != null);
    }

    private List<Port> floating() {
        return readable().filter(output -> ElementRange.floating(output.datatype())).toList();
    }

    /** What can be a label by its type: whole numbers, truth values and texts. */
    private List<Port> picking(Port but) {
        return readable().filter(output -> !ElementRange.floating(output.datatype()) && output != but).toList();
    }

    private static String names(List<Port> ports) {
        List<String> names = new ArrayList<>();
        ports.forEach(port -> names.add(port.name() + " (" + (port.datatype() == null ? "no tensor" : port.datatype()) + ")"));
        return Suggestions.list(names);
    }

    private static String name(Port port) {
        return port == null ? null : port.name();
    }
}
