package io.bactrian.model.manifest;

import java.util.Arrays;
import java.util.List;

import io.bactrian.model.Channels;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Manifest;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;
import io.bactrian.text.YamlReader;

/** Reads {@code why} of a {@code model.yaml}, and finds its output in the graph. */
final class WhyReader {
    private static final int MOST_NAMED = 64;
    private static final int MOST_CHANNELS = 4096;
    private static final int USUAL = 3;

    private WhyReader() {
    }

    /**
     * @param output   with one number a channel
     * @param channels that an answer names at most
     */
    record Draft(String output, int channels) {
    }

    /** Null where the manifest has none. */
    static Draft read(YamlReader all, Problems problems) {
        if (!all.has("why")) {
            return null;
        }
        YamlReader fields = all.mapping("why");
        String output = fields.text("output");
        Integer channels = fields.whole("channels", 1, MOST_NAMED);
        fields.noOthers();
        if (!fields.has("output")) {
            problems.add("why.output is missing; expected the output that has each channel's contribution");
        }
        return output == null ? null : new Draft(output, channels == null ? USUAL : channels);
    }

    static Manifest.Why complete(Draft draft, Signature graph, List<Manifest.Input> inputs, Problems problems) {
        if (draft == null) {
            return null;
        }
        Port port = graph.outputs().stream().filter(output -> output.name().equals(draft.output())).findFirst().orElse(null);
        if (port == null || port.datatype() == null || !ElementRange.floating(port.datatype())) {
            problems.add("why.output is '" + draft.output() + "'; expected an output of floating point, one of "
                    + Suggestions.list(graph.outputs().stream().map(Port::name).toList()));
            return null;
        }
        List<String> names = Channels.of(inputs, MOST_CHANNELS + 1).names();
        long elements = Arrays.stream(port.shape()).skip(1).reduce(1, (one, other) -> one * other);
        boolean open = Arrays.stream(port.shape()).skip(1).anyMatch(dim -> dim == Signature.OPEN);
        if (names.size() > MOST_CHANNELS || !open && elements != names.size()) {
            problems.add("why.output is '" + draft.output() + "' " + Signature.shown(port.shape()) + "; expected one number for"
                    + " each of the " + names.size() + " channels, at most " + MOST_CHANNELS);
            return null;
        }
        return new Manifest.Why(draft.output(), draft.channels(), names);
    }
}
