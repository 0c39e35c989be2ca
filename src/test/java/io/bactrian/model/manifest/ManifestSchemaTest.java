package io.bactrian.model.manifest;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.text.EditorSchema;
import io.bactrian.text.MalformedText;
import io.bactrian.text.Problems;
import io.bactrian.text.SchemaAgreement;
import io.bactrian.text.YamlDocument;

/** The schema that editors use for {@code model.yaml} and our reader accept and reject the same. */
class ManifestSchemaTest {
    private final EditorSchema schema = new EditorSchema("model.schema.json");

    private static String problems(String yaml) {
        try {
            Problems problems = new Problems();
            new ManifestReader(problems).read(YamlDocument.parse(yaml.getBytes(StandardCharsets.UTF_8)).root());
            return problems.text();
        } catch (MalformedText e) {
            return e.getMessage();
        }
    }

    private static boolean reads(String yaml) {
        return problems(yaml).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "description: ?", "task: ?", "inputs: ?", "inputs: [?]", "inputs: [{name: ?}]",
        "inputs: [{datatype: ?}]", "inputs: [{shape: ?}]", "inputs: [{shape: [?]}]", "inputs: [{window: ?}]",
        "inputs: [{image: ?}]", "inputs: [{image: {width: ?}}]", "inputs: [{image: {height: ?}}]",
        "inputs: [{image: {layout: ?}}]", "inputs: [{image: {channels: ?}}]", "inputs: [{image: {fit: ?}}]",
        "inputs: [{image: {shorter-side: ?}}]", "inputs: [{image: {orientation: ?}}]", "inputs: [{image: {scale: ?}}]",
        "inputs: [{image: {mean: ?}}]", "inputs: [{image: {std: ?}}]",
        "inputs: [{features: ?}]", "inputs: [{features: [?]}]", "inputs: [{features: [{name: ?}]}]",
        "inputs: [{features: [{name: a, unit: ?}]}]", "inputs: [{features: [{name: a, fill: ?}]}]",
        "inputs: [{features: [{name: a, range: ?}]}]", "inputs: [{features: [{name: a, range: [-1e300, ?]}]}]", "outputs: ?",
        "outputs: {score: ?}", "outputs: {label: ?}", "outputs: {probabilities: ?}", "outputs: {labels: ?}",
        "outputs: {labels: [a, ?]}", "outputs: {labels: {1: ?}}", "outputs: {threshold: ?}", "outputs: {answer: ?}",
        "outputs: {answer: [a, ?]}", "batching: ?", "batching: {size: ?}", "batching: {delay: ?}", "batching: {instances: ?}",
        "batching: {queue: ?}", "threads: ?", "providers: ?", "providers: [?]", "sha256: ?", "gate: ?", "gate: {messages: ?}",
        "gate: {agreement: ?}",
        "gate: {latency-ratio: ?}", "samples: ?", "samples: {policy: ?}", "samples: {policy: [?]}", "samples: {entropy: ?}",
        "samples: {margin: ?}", "samples: {threshold: ?}", "samples: {distance: ?}", "samples: {random: ?}",
        "samples: {drift: ?}",
        "samples: {quotas: ?}", "samples: {quotas: {device: ?}}", "samples: {quotas: {label: ?}}",
        "samples: {quotas: {device: {minute: ?}}}", "samples: {quotas: {label: {day: ?}}}",
        "samples: {quotas: {label: {hour: ?}}}", "provenance: ?", "provenance: {trained: ?}", "provenance: {data: ?}",
        "provenance: {trainer: ?}", "provenance: {metrics: ?}", "provenance: {metrics: {f1: ?}}",
        "why: {output: ?}", "why: {output: a, channels: ?}", "drift: ?", "drift: {reference: ?}",
        "drift: {reference: [{channel: ?, edges: [1], counts: [1, 1, 0]}]}",
        "drift: {reference: [{channel: a, edges: [?], counts: [1, 1, 0]}]}",
        "drift: {reference: [{channel: a, edges: [1], counts: [1, 1, 0], effect: ?}]}",
        "drift: {reference: [{channel: a, edges: [1], counts: [1, 1, 0], panes: ?}]}"})
    void readerAndSchemaAgreeOnEveryValueOf(String field) {
        assertThat(new SchemaAgreement(schema, ManifestSchemaTest::reads).disagreements(field)).isEmpty();
    }

    @Test
    void theSchemaHasTheKeysThatTheReaderKnows() {
        Map<String, String> unknown = Map.ofEntries(entry("Bactrian model manifest", "?"), entry("Input", "inputs: [{?}]"),
                entry("Image", "inputs: [{image: {?}}]"),
                entry("Feature", "inputs: [{features: [{name: a, ?}]}]"), entry("Outputs", "outputs: {?}"),
                entry("Batching", "batching: {?}"), entry("Gate", "gate: {?}"), entry("Samples", "samples: {?}"),
                entry("Quotas", "samples: {quotas: {?}}"), entry("Device quota", "samples: {quotas: {device: {?}}}"),
                entry("Label quota", "samples: {quotas: {label: {?}}}"), entry("Provenance", "provenance: {?}"),
                entry("Why", "why: {output: a, ?}"), entry("Drift", "drift: {?}"),
                entry("Reference channel", "drift: {reference: [{channel: a, edges: [1], counts: [1, 1, 0], ?}]}"));

        assertThat(schema.keys()).containsOnlyKeys(unknown.keySet());
        unknown.forEach((title, mapping) -> {
            String document = mapping.replace("?", "unknown-to-anybody: 1");
            assertThat(problems(document))
                    .endsWith("unknown-to-anybody is no known key; expected one of " + schema.keys().get(title));
            assertThat(schema.accepts(document)).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            threads: 1.0                                                     | a whole number is written without a point
                                            threads: 1e1                                                     | or an exponent
                                            threads: 0x1                                                     | or in other than decimal digits
                                            threads: 01                                                      | or with a zero in front
                                            outputs: {labels: [1, '1']}                                      | a number and a text are the same name
                                            inputs: [{features: [a, {name: a}]}]                             | a name stands once, in whatever form
                                            inputs: [{features: [a]}, {features: [a]}]                       | among all inputs
                                            inputs: [{features: [{name: a, fill: 9007199254740993}]}]        | a double holds it
                                            inputs: [{features: [{name: a, range: [2, 1]}]}]                 | the least comes first
                                            provenance: {trained: 2026-02-30}                                | there is such a day
                                            provenance: {trained: 2026-11-23T25:00Z}                         | and such an hour
                                            provenance: {trained: '2026-11-23T12:00:00+01:00[Europe/Nowhere]'} | and such a place
                                            drift: {reference: [{channel: a, edges: [2, 1], counts: [1, 1, 1, 0]}]} | edges ascend
                                            drift: {reference: [{channel: a, edges: [1], counts: [1, 1]}]}   | there is a count for each bin
                                            drift: {reference: [{channel: a, edges: [1], counts: [0, 0, 0]}]} | something was counted
                                            drift: {reference: [{channel: a, edges: [], counts: [1, 0]}, {channel: a, edges: [], counts: [1, 0]}]} | each channel once
                                            description: &x a                                                | anchors, aliases and tags are not read
                                            description: !!str a                                             | see above
                                            description: "a\\u0007"                                        | characters are visible
                                            """)
    void theSchemaCannotSayThat(String document, String why) {
        assertThat(reads(document)).as(why).isFalse();
        assertThat(schema.accepts(document)).as(why).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outputs: {threshold: 1, label: x}", "inputs: [{features: [a, b, a]}]", "threads:", "threads: null",
        "{threads: 1, threads: 1}", "threads: 1\n---\nthreads: 1", "threads: [", "inputs: [{features: [{unit: bar}]}]",
        "outputs: {labels: {1: }}", "why: {channels: 2}", "drift: {reference: [{channel: a}]}",
        "drift: {reference: [{edges: [1], counts: [1, 1, 0]}]}"})
    void bothRejectWhatNoSingleValueShows(String document) {
        assertThat(reads(document)).isFalse();
        assertThat(schema.accepts(document)).isFalse();
    }

    @Test
    void shippedManifestsFollowTheSchema() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("models"))) {
            List<Path> manifests = all.filter(path -> path.endsWith("model.yaml")).toList();
            assertThat(manifests).isNotEmpty().allSatisfy(file -> assertThat(schema.accepts(Files.readString(file))).isTrue());
        }
    }

    @Test
    void theSchemaIsValidAndDescribesEachKey() {
        assertThat(schema.isValid()).isTrue();
        assertThat(schema.undescribed()).isEmpty();
    }
}
