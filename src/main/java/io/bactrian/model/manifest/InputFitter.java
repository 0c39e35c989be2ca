package io.bactrian.model.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifest.Feature;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;

/** Fits a manifest's inputs to those of the graph. */
final class InputFitter {
    private final Signature graph;
    private final boolean batched;
    private final Problems problems;

    InputFitter(Signature graph, boolean batched, Problems problems) {
        this.graph = graph;
        this.batched = batched;
        this.problems = problems;
    }

    private record Pair(String place, ManifestDraft.In draft, Port port) {
    }

    /** The inputs that fit; every other is a problem. */
    List<Manifest.Input> fit(List<ManifestDraft.In> drafts) {
        if (graph.inputs().isEmpty()) {
            problems.add("inputs: the graph has none; expected at least one to fill");
        }
        List<Pair> pairs = drafts == null ? all() : named(drafts);
        boolean noNames = pairs.stream().allMatch(pair -> pair.draft().features() == null);
        List<Feature> metadata = noNames ? metadataFeatures() : List.of();
        if (pairs.size() == 1 && pairs.get(0).draft().image() == null && !metadata.isEmpty()) {
            Pair only = pairs.get(0);
            Problems ignored = new Problems();
            Manifest.Input named = fit(only.place(), only.draft().with(metadata), only.port(), ignored);
            if (ignored.none()) {
                return List.of(named);
            }
        }
        List<Manifest.Input> fitted = pairs.stream()
                .flatMap(pair -> Stream.ofNullable(fit(pair.place(), pair.draft(), pair.port(), problems))).toList();
        boolean anyImage = fitted.stream().anyMatch(input -> input.image() != null);
        if (anyImage && fitted.size() > 1) {
            problems.add("inputs: a picture is a message by itself, but the graph takes " + fitted.size()
                    + " inputs; expected a graph with the picture alone");
        }
        return !anyImage && rowWidth(fitted) == metadata.size() ? spread(metadata, fitted) : fitted;
    }

    private List<Pair> all() {
        List<Pair> pairs = new ArrayList<>();
        for (Port port : graph.inputs()) {
            pairs.add(new Pair("inputs[" + pairs.size() + "]", ManifestDraft.In.EMPTY, port));
        }
        return pairs;
    }

    private List<Pair> named(List<ManifestDraft.In> drafts) {
        List<String> names = graph.inputs().stream().map(Port::name).toList();
        Set<String> left = new HashSet<>(names);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            String place = "inputs[" + i + "]";
            String name = drafts.get(i).name() != null ? drafts.get(i).name() : i < names.size() ? names.get(i) : null;
            if (name == null || !names.contains(name)) {
                problems.add(
                        place + (name == null ? " is one too many" : ".name is '" + name + "'") + "; the graph's inputs are "
                                + Suggestions.list(names));
            } else if (!left.remove(name)) {
                problems.add(place + " is the input '" + name + "' a second time; expected each once");
            } else {
                pairs.add(new Pair(place, drafts.get(i), graph.inputs().get(names.indexOf(name))));
            }
        }
        if (!left.isEmpty()) {
            problems.add("inputs leaves out " + Suggestions.list(names.stream().filter(left::contains).toList())
                    + "; expected all inputs of the graph, or no inputs at all to fill them by position");
        }
        return pairs;
    }

    private Manifest.Input fit(String place, ManifestDraft.In draft, Port port, Problems noted) {
        if (port.datatype() == null) {
            noted.add(place + ": the graph's input '" + port.name() + "' is no tensor of a type that can be filled"
                    + " (complex numbers, sequences and maps cannot); export it with another type");
            return null;
        }
        if (draft.datatype() != null && draft.datatype() != port.datatype()) {
            noted.add(place + ".datatype is " + draft.datatype() + ", but the graph's '" + port.name() + "' is "
                    + port.datatype());
        }
        for (int i = 0; draft.features() != null && i < draft.features().size(); i++) {
            checkFill(place + ".features[" + i + "].fill", draft.features().get(i).fill(), port, noted);
        }
        if (draft.image() != null) {
            return new ImageFitter(place, draft, port, batched, noted).fit();
        }
        return new InputForm(place, draft, port, batched, noted).fit();
    }

    private static void checkFill(String place, Double fill, Port port, Problems noted) {
        if (fill != null && port.datatype() == Datatype.BYTES) {
            noted.add(place + " is a number, but '" + port.name() + "' takes texts; expected none");
        } else if (fill != null && !ElementRange.holds(port.datatype(), fill)) {
            noted.add(place + " is " + ElementRange.shown(fill) + ", but '" + port.name() + "' is " + port.datatype()
                    + "; expected " + ElementRange.expected(port.datatype()));
        }
    }

    private List<Feature> metadataFeatures() {
        return Metadata.features(graph.metadata()).stream().map(name -> new Feature(name, null, null)).toList();
    }

    private static int rowWidth(List<Manifest.Input> inputs) {
        return inputs.stream().mapToInt(Manifest.Input::rowWidth).sum();
    }

    private static List<Manifest.Input> spread(List<Feature> features, List<Manifest.Input> inputs) {
        List<Manifest.Input> named = new ArrayList<>();
        int from = 0;
        for (Manifest.Input input : inputs) {
            int to = from + input.rowWidth();
            named.add(new Manifest.Input(input.name(), input.datatype(), input.dims(), input.batched(), input.window(),
                    features.subList(from, to)));
            from = to;
        }
        return named;
    }
}
