package io.bactrian.train;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The manifest beside the model: what goes in, what comes out, and how it is batched. */
@JsonPropertyOrder({"description", "input", "outputs", "answer", "batch"})
record ModelYaml(String description, Input input, List<String> outputs, Answer answer, Batch batch) {
    static byte[] of(HotellingFit fit, String description) throws IOException {
        Input input = new Input("input", "FP32", fit.options().window(), fit.recording().channels());
        Answer answer = new Answer("score", "anomaly", List.of("normal", "anomaly"));
        return YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build()
                .writeValueAsBytes(new ModelYaml(description, input, List.of("score", "anomaly"), answer,
                        new Batch(32, "0ms", 1, 4096)));
    }

    @JsonPropertyOrder({"name", "datatype", "window", "channels"})
    record Input(String name, String datatype, int window, List<String> channels) {
    }

    @JsonPropertyOrder({"score", "label", "labels"})
    record Answer(String score, String label, List<String> labels) {
    }

    @JsonPropertyOrder({"size", "delay", "threads", "queue"})
    record Batch(int size, String delay, int threads, int queue) {
    }
}
