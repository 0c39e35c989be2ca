package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

class ModelYamlTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ModelYaml TRAINED = new ModelYaml("about", "anomaly",
            List.of(new ModelYaml.Input("input", "FP32", 30, List.of("Current", "Pressure"), null)), null, null,
            new ModelYaml.Batching(32, "0ms", 1, 4096), 1, null, "ab", null, null, null);

    @Test
    void aCandidateRunsAsTheServingVersionDoesAndDescribesItsChannelsLikeIt() throws Exception {
        JsonNode earlier = YAML.readTree("""
                                         inputs: [{features: [Current, {name: Pressure, unit: bar, fill: 0.1}]}]
                                         batching: {size: 8, delay: 2ms, instances: 3, queue: 77}
                                         threads: 2
                                         providers: [openvino, cpu]
                                         gate: {messages: 500}
                                         samples: {policy: [random]}
                                         description: not taken
                                         """);

        JsonNode candidate = written(TRAINED.like(earlier));

        for (String kept : List.of("/inputs/0/features", "/batching", "/threads", "/providers", "/gate", "/samples")) {
            assertThat(candidate.at(kept)).as(kept).isEqualTo(earlier.at(kept));
        }
        assertThat(candidate.path("description").asText()).isEqualTo("about");
    }

    @Test
    void whatIsSaidOfOtherChannelsIsNotTaken() throws Exception {
        JsonNode candidate = written(
                TRAINED.like(YAML.readTree("inputs: [{features: [Voltage, {name: Pressure, unit: bar}]}]")));

        assertThat(candidate.at("/inputs/0/features")).isEqualTo(YAML.readTree("[Current, Pressure]"));
        assertThat(candidate.has("providers")).isFalse();
    }

    private static JsonNode written(ModelYaml manifest) throws IOException {
        return YAML.readTree(manifest.toBytes(Reference.NONE));
    }
}
