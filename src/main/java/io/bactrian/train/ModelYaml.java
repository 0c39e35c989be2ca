package io.bactrian.train;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The manifest beside the model: what goes in, what comes out, how it is batched, and where it comes from. */
record ModelYaml(String description, String task, List<Input> inputs, Outputs outputs, Why why, Object batching, int threads,
        JsonNode providers, String sha256, Provenance provenance, JsonNode gate, JsonNode samples) {

    static ModelYaml of(Fit fit, String description, String sha256, Provenance provenance, int contributions) {
        List<Object> features = fit.channels().stream().map(ModelYaml::feature).toList();
        return new ModelYaml(description, fit.task(), List.of(new Input("input", "FP32", fit.window(), features, null)),
                fit.outputs(), contributions == 0 ? null : new Why(Fit.CONTRIBUTIONS, contributions),
                new Batching(32, "0ms", 1, 4096), 1, null, sha256, provenance, null, null);
    }

    /**
     * With what an earlier version's manifest says beside the model itself: how channels are described, batching, threads,
     * providers, gate and samples.
     *
     * @param earlier its YAML; missing for none
     */
    ModelYaml like(JsonNode earlier) {
        JsonNode described = earlier.at("/inputs/0/features");
        List<String> names = new ArrayList<>();
        described.forEach(each -> names.add(each.path("name").asText(each.asText())));
        List<String> own = inputs.get(0).features().stream()
                .map(each -> each instanceof Feature feature ? feature.name() : each.toString()).toList();
        Input input = inputs.get(0);
        List<Object> features = new ArrayList<>();
        described.forEach(features::add);
        return new ModelYaml(description, task,
                names.equals(own) ? List.of(new Input(input.name(), input.datatype(), input.window(), features, null)) : inputs,
                outputs, why, earlier.has("batching") ? earlier.get("batching") : batching,
                earlier.path("threads").asInt(threads),
                earlier.get("providers"), sha256, provenance, earlier.get("gate"), earlier.get("samples"));
    }

    byte[] toBytes(Reference reference) throws JsonProcessingException {
        String yaml = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
                .build()
                .writeValueAsString(this);
        return (yaml + reference.toYaml()).getBytes(StandardCharsets.UTF_8);
    }

    /** What the manifest says it was fitted on; null where there is none, or it says nothing. */
    static String data(Path manifest) {
        try {
            return Files.exists(manifest)
                    ? new YAMLMapper().readTree(manifest.toFile()).path("provenance").path("data").textValue()
                    : null;
        } catch (IOException e) {
            throw new TrainingException("Cannot read %s: %s. Expected a readable manifest".formatted(manifest, e), e);
        }
    }

    private static Object feature(String channel) {
        String unit = SimulatedPump.UNITS.get(channel);
        return unit == null ? channel : new Feature(channel, unit);
    }

    /** Of window and features, or image, the others are null. */
    record Input(String name, String datatype, Integer window, List<Object> features, Image image) {
    }

    record Image(String channels, int scale) {
    }

    record Feature(String name, String unit) {
    }

    /**
     * @param score         the output that is the score
     * @param label         the output that is or picks the label, or null
     * @param probabilities the output with a probability a label, or null
     * @param labels        the labels to pick from, or null
     */
    record Outputs(String score, String label, String probabilities, List<String> labels) implements Serializable {
    }

    /** @param channels that an answer names at most */
    record Why(String output, int channels) {
    }

    record Batching(int size, String delay, int instances, int queue) {
    }

    /**
     * @param trained when, RFC 3339, or null
     * @param data    what on
     * @param trainer what by
     * @param metrics what was measured on held-out windows, by name
     */
    record Provenance(String trained, String data, String trainer, Map<String, Double> metrics) {
    }
}
