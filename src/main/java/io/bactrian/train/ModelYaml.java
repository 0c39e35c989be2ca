package io.bactrian.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The manifest beside the model: what goes in, what comes out, how it is batched, and where it comes from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"description", "task", "inputs", "outputs", "batching", "threads", "sha256", "provenance"})
record ModelYaml(String description, String task, List<Input> inputs, Outputs outputs, Batching batching, int threads,
        String sha256, Provenance provenance) {

    static ModelYaml of(Fit fit, String description, String sha256, Provenance provenance) {
        List<Object> features = fit.channels().stream().map(ModelYaml::feature).toList();
        return new ModelYaml(description, fit.task(), List.of(new Input("input", "FP32", fit.window(), features)),
                fit.outputs(), new Batching(32, "0ms", 1, 4096), 1, sha256, provenance);
    }

    byte[] toBytes() throws IOException {
        return YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build()
                .writeValueAsBytes(this);
    }

    private static Object feature(String channel) {
        String unit = SimulatedPump.UNITS.get(channel);
        return unit == null ? channel : new Feature(channel, unit);
    }

    @JsonPropertyOrder({"name", "datatype", "window", "features"})
    record Input(String name, String datatype, int window, List<Object> features) {
    }

    @JsonPropertyOrder({"name", "unit"})
    record Feature(String name, String unit) {
    }

    /**
     * @param score         the output that is the score
     * @param label         the output that is or picks the label, or null
     * @param probabilities the output with a probability a label, or null
     * @param labels        the labels to pick from, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"score", "label", "probabilities", "labels"})
    public record Outputs(String score, String label, String probabilities, List<String> labels) {
    }

    @JsonPropertyOrder({"size", "delay", "instances", "queue"})
    record Batching(int size, String delay, int instances, int queue) {
    }

    /**
     * @param trained when, RFC 3339, or null
     * @param data    what on
     * @param trainer what by
     * @param metrics what was measured on held-out windows, by name
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"trained", "data", "trainer", "metrics"})
    record Provenance(String trained, String data, String trainer, Map<String, Double> metrics) {
    }
}
