package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Known answers. */
public record Golden(double tolerance, List<Case> cases) {
    /** One message and its outputs. */
    public record Case(double[] data, String[] texts, List<ModelOutput.Tensor> expected) {
    }

    public static Golden read(Path file, Manifest manifest) throws ModelRefused {
        try {
            JsonNode tree = new ObjectMapper().readTree(file.toFile());
            List<Case> cases = new ArrayList<>();
            for (JsonNode node : tree.path("cases")) {
                double[] data = new double[manifest.elements()];
                String[] texts = new String[data.length];
                int at = 0;
                for (Manifest.Input input : manifest.inputs()) {
                    for (JsonNode value : node.path("inputs").path(input.name())) {
                        data[at] = value.asDouble();
                        texts[at++] = value.asText();
                    }
                }
                List<ModelOutput.Tensor> expected = new ArrayList<>();
                node.path("outputs").properties().forEach(entry -> {
                    double[] values = new double[entry.getValue().size()];
                    String[] words = new String[values.length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = entry.getValue().get(i).asDouble();
                        words[i] = entry.getValue().get(i).asText();
                    }
                    boolean strings = entry.getValue().path(0).isTextual();
                    expected.add(new ModelOutput.Tensor(entry.getKey(), strings ? Datatype.BYTES : Datatype.FP64,
                            strings ? null : values, strings ? words : null));
                });
                cases.add(new Case(data, texts, expected));
            }
            return new Golden(tree.path("tolerance").asDouble(1e-4), cases);
        } catch (IOException e) {
            throw new ModelRefused("golden.json: " + e.getMessage());
        }
    }

    public void check(int number, ModelOutput got) throws ModelRefused {
        for (ModelOutput.Tensor expected : cases.get(number).expected()) {
            ModelOutput.Tensor tensor = got.output(expected.name());
            if (expected.texts() != null) {
                if (!java.util.Arrays.equals(expected.texts(), tensor.texts())) {
                    throw new ModelRefused("golden.json: cases[" + number + "].outputs." + expected.name() + " differs");
                }
                continue;
            }
            for (int i = 0; i < expected.values().length; i++) {
                double want = expected.values()[i];
                if (!(Math.abs(tensor.values()[i] - want) <= tolerance * Math.max(1, Math.abs(want)))) {
                    throw new ModelRefused("golden.json: cases[" + number + "].outputs." + expected.name() + "[" + i + "] is "
                            + tensor.values()[i] + "; expected " + want);
                }
            }
        }
    }
}
