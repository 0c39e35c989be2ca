package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.Task;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.Digest;

/** What a manifest says by itself, without the graph. */
class ManifestFileTest {
    private static final String EVERYTHING = """
                                             description: Hotelling's T²
                                             task: anomaly
                                             inputs:
                                               - name: input
                                                 datatype: FP32
                                                 shape: [30, 2]
                                                 window: 30
                                                 features:
                                                   - Current
                                                   - {name: Pressure, unit: bar, fill: 0.1}
                                             outputs:
                                               score: score
                                               label: anomaly
                                               labels: {0: fine, 1: odd}
                                               answer: [anomaly]
                                             batching: {size: 8, delay: 2ms, instances: 3, queue: 77}
                                             threads: 2
                                             sha256: %s
                                             gate: {messages: 500, agreement: 0.9, latency-ratio: 3}
                                             provenance: {trained: 2026-11-23T12:00:00Z, data: "simulated", trainer: "bactrian", metrics: {f1: 0.93}}
                                             """;

    @TempDir
    Path dir;

    @Test
    void everyKeyReachesTheManifest() throws ModelRejectedException {
        Graphs graph = new Graphs().in("input", Datatype.FP32, -1, -1, -1).out("score", Datatype.FP32, -1).out("anomaly",
                Datatype.INT64, -1);

        Manifest manifest = ModelFiles.complete(dir, EVERYTHING.formatted(Digest.of(ModelFiles.ONNX).toUpperCase()), graph);

        assertThat(manifest.name()).isEqualTo("m");
        assertThat(manifest.version()).isEqualTo("3");
        assertThat(manifest.task()).isEqualTo(Task.ANOMALY);
        assertThat(manifest.file()).hasFileName("model.onnx");
        Manifest.Input input = manifest.inputs().get(0);
        assertThat(input.shape(4)).containsExactly(4, 30, 2);
        assertThat(input.window()).isEqualTo(30);
        assertThat(input.features()).containsExactly(new Manifest.Feature("Current", null, null),
                new Manifest.Feature("Pressure", "bar", 0.1));
        assertThat(manifest.answer())
                .isEqualTo(new Manifest.Answer("score", "anomaly", null, List.of("fine", "odd"), Map.of(0L, "fine", 1L, "odd"),
                        Double.NaN));
        assertThat(manifest.outputs()).containsExactly("anomaly", "score");
        assertThat(manifest.unanswered()).isEqualTo(1);
        assertThat(manifest.batching()).isEqualTo(new Manifest.Batching(8, Duration.ofMillis(2), 3, 77));
        assertThat(manifest.threads()).isEqualTo(2);
        assertThat(manifest.gate()).isEqualTo(new Manifest.Gate(500, 0.9, 3.0));
        assertThat(manifest.provenance())
                .isEqualTo(new Manifest.Provenance("Hotelling's T²", "2026-11-23T12:00:00Z", "simulated",
                        "bactrian", Map.of("f1", 0.93)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            bacthing: {size: 4}                            | bacthing is no known key; did you mean 'batching'?
                                            colour: red                                    | colour is no known key; expected one of [batching, description,
                                            task: clasification                            | task is 'clasification'; expected one of [classification, regression,
                                            task: [raw]                                    | task is a list; expected a text
                                            - raw                                          | the document is a list; expected a mapping
                                            threads: 0                                     | threads is 0; expected a whole number from 1 to 64
                                            threads: 1.5                                   | threads is 1.5; expected a whole number
                                            threads: many                                  | threads is 'many'; expected a whole number
                                            providers: []                                  | providers is empty; expected some of [cpu, xnnpack, dnnl, openvino, cuda, tensorrt], or leave it out for cpu
                                            providers: gpu                                 | providers is 'gpu'; expected a list
                                            providers: [gpu, cpu]                          | providers[0] is 'gpu'; expected one of [cpu, xnnpack, dnnl, openvino, cuda, tensorrt]
                                            inputs: []                                     | inputs is empty; expected the graph's inputs
                                            inputs: {name: x}                              | inputs is a mapping; expected a list
                                            inputs: [x]                                    | inputs[0] is 'x'; expected a mapping
                                            inputs: [{nmae: x}]                            | inputs[0].nmae is no known key; did you mean 'name'?
                                            inputs: [{datatype: UINT128}]                  | inputs[0].datatype is 'UINT128'; expected one of [BOOL, INT8, UINT8,
                                            inputs: [{datatype: FLOAT}]                    | inputs[0].datatype is 'FLOAT'; expected one of
                                            inputs: [{window: 0}]                          | inputs[0].window is 0; expected a whole number from 1
                                            inputs: [{shape: [3, 0]}]                      | inputs[0].shape[1] is 0; expected a dimension
                                            inputs: [{shape: [-1, 3]}]                     | inputs[0].shape[0] is -1; expected a dimension
                                            inputs: [{shape: 3}]                           | inputs[0].shape is 3; expected a list
                                            inputs: [{features: []}]                       | inputs[0].features is empty; expected a row's values
                                            inputs: [{features: [a, b, a]}]                | inputs[0].features[2] is 'a', as is inputs[0].features[0]
                                            inputs: [{features: [a]}, {features: [b, a]}]  | inputs[1].features[1] is 'a', as is inputs[0].features[0]
                                            inputs: [{features: [a, [b]]}]                 | inputs[0].features[1] is a list
                                            inputs: [{features: [a, null]}]                | line 1, column 25: an entry of the list is null
                                            inputs: [{features: [{unit: bar}]}]            | inputs[0].features[0].name is missing
                                            inputs: [{features: [{name: a, fil: 1}]}]      | inputs[0].features[0].fil is no known key; did you mean 'fill'?
                                            inputs: [{features: [{name: a, fill: x}]}]     | inputs[0].features[0].fill is 'x'; expected a number
                                            inputs: [{features: [{name: a, fill: .inf}]}]  | line 1, column 32: inputs[0].features[0].fill is .inf; expected a number
                                            outputs: [score]                               | outputs is a list; expected a mapping
                                            outputs: {lable: x}                            | outputs.lable is no known key; did you mean 'label'?
                                            outputs: {labels: [a, b, a]}                   | outputs.labels[2] is 'a' a second time
                                            outputs: {labels: normal}                      | outputs.labels is 'normal'; expected a list
                                            outputs: {threshold: high}                     | outputs.threshold is 'high'; expected a number
                                            outputs: {threshold: 1, label: x}              | outputs.threshold and outputs.label are both there
                                            outputs: {answer: [x, x]}                      | outputs.answer[1] is 'x' a second time
                                            batching: {size: 0}                            | batching.size is 0; expected a whole number from 1 to 4096
                                            batching: {size: 4097}                         | batching.size is 4097; expected
                                            batching: {size: 99999999999}                  | batching.size is 99999999999; expected
                                            batching: {delay: soon}                        | batching.delay: 'soon' is no duration
                                            batching: {delay: 1h}                          | batching.delay is 1h; expected at most 10s
                                            batching: {instances: 65}                      | batching.instances is 65; expected
                                            batching: {queue: 0}                           | batching.queue is 0; expected
                                            batching: {threads: 2}                         | batching.threads is no known key
                                            sha256: 9f86                                   | sha256 is '9f86'; expected 64 hexadecimal digits
                                            gate: {messages: 0}                            | gate.messages is 0; expected
                                            gate: {agreement: 1.1}                         | gate.agreement is 1.1; expected a number from 0.0 to 1.0
                                            gate: {latency-ratio: 0}                       | gate.latency-ratio is 0; expected
                                            gate: {latency_ratio: 2}                       | gate.latency_ratio is no known key; did you mean 'latency-ratio'?
                                            provenance: {trained: yesterday}               | provenance.trained is 'yesterday'; expected a time
                                            provenance: {metrics: {f1: good}}              | provenance.metrics.f1 is 'good'; expected a number
                                            provenance: {author: x}                        | provenance.author is no known key
                                            inputs: [{name: ' x'}]                         | inputs[0].name is ' x'; expected a text without space
                                            inputs: [{shape: [18446744073709551617]}]      | inputs[0].shape[0] is 18446744073709551617; expected a dimension
                                            threads: 1.0                                   | threads is 1.0; expected a whole number
                                            threads: 0x1                                   | threads is '0x1'; expected a whole number
                                            threads: 01                                    | threads is '01'; expected a whole number
                                            threads:                                       | model.yaml, line 1, column 9: 'threads' is without a value
                                            outputs: {}\\n---\\nthreads: 2               | model.yaml, line 2, column 1: a second document
                                            provenance: {trainer: *x}                      | model.yaml, line 1, column 23: '*x' is an alias
                                            threads: [                                     | model.yaml, line
                                            {threads: 1, threads: 2}                       | 'threads'
                                            """)
    void aBadManifestIsRejectedNamingTheField(String yaml, String reason) {
        assertThatThrownBy(() -> ManifestFile.read(ModelFiles.with(dir, yaml.replace("\\n", "\n")), 1 << 20))
                .isInstanceOf(ModelRejectedException.class).hasMessageContaining(reason).hasMessageStartingWith("model.yaml");
    }

    @Test
    void everythingWrongIsReportedTogether() {
        String yaml = "threads: 0\nbatching: {delay: soon, sise: 1}\ninputs: [{window: 0, features: [{fill: x}]}]\nsha256: 1\n";

        assertThatThrownBy(() -> ManifestFile.read(ModelFiles.with(dir, yaml), 1)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContainingAll("threads is 0", "batching.delay", "did you mean 'size'?", "inputs[0].window",
                        "inputs[0].features[0].name", "inputs[0].features[0].fill", "sha256 is '1'", "model.onnx has 18 bytes");
    }

    @Test
    void namesAreAsTheyAreWritten() throws ModelRejectedException {
        String yaml = "inputs: [{features: [1.20, 08, 0x1F, 2e5, yes, {name: off, unit: 1_000}]}]\n"
                + "outputs: {label: y, labels: [010, NO, 1.0]}\ndescription: |\n  two\n  lines\n";
        Graphs graph = new Graphs().in("x", Datatype.FP32, -1, 6).out("y", Datatype.FP32, -1, 3);

        Manifest manifest = ModelFiles.complete(dir, yaml, graph);

        assertThat(manifest.featureNames()).containsExactly("1.20", "08", "0x1F", "2e5", "yes", "off");
        assertThat(manifest.inputs().get(0).features().get(5).unit()).isEqualTo("1_000");
        assertThat(manifest.answer().labels()).containsExactly("010", "NO", "1.0");
        assertThat(manifest.provenance().description()).isEqualTo("two\nlines");
    }

    @Test
    void eachProblemHasItsLineAndColumnAlsoThoseThatOnlyTheGraphShows() {
        String yaml = "task: raw\nthreads: 0\nbatching:\n  sise: 3\n";

        assertThatThrownBy(() -> ManifestFile.read(ModelFiles.with(dir, yaml), 1 << 20)).hasMessage(
                "model.yaml: line 4, column 3: batching.sise is no known key; did you mean 'size'?; "
                        + "line 2, column 1: threads is 0; expected a whole number from 1 to 64");
        assertThatThrownBy(() -> ModelFiles.complete(dir, "task: raw\ninputs:\n  - name: z\n", Graphs.pump()))
                .hasMessageContaining("model.yaml: line 3, column 5: inputs[0].name is 'z'");
    }

    @Test
    void anEmptyManifestLeavesEverythingToTheGraph() throws ModelRejectedException {
        Manifest manifest = ModelFiles.complete(dir, "", Graphs.pump());

        assertThat(manifest.task()).isEqualTo(Task.RAW);
        assertThat(manifest.elements()).isEqualTo(240);
        assertThat(manifest.outputs()).containsExactly("score", "anomaly");
        assertThat(manifest.batching()).isEqualTo(new Manifest.Batching(32, Duration.ZERO, Manifest.Batching.BY_TIME, 4096));
        assertThat(manifest.gate()).isEqualTo(Manifest.Gate.CONFIGURED);
        assertThat(manifest.provenance()).isEqualTo(Manifest.Provenance.UNKNOWN);
    }

    @Test
    void aDigestOfAnotherFileIsRejectedNamingBoth() {
        String other = Digest.of("another file");

        assertThatThrownBy(() -> ManifestFile.read(ModelFiles.with(dir, "sha256: " + other), 1 << 20))
                .isInstanceOf(ModelRejectedException.class)
                .hasMessageContainingAll("sha256 is " + other, Digest.of(ModelFiles.ONNX));
    }

    @Test
    void aDigestIsThatOfTheWholeFile() throws IOException {
        byte[] content = "abc".repeat(100_000).getBytes();

        assertThat(Digest.of(Files.write(dir.resolve("long"), content))).isEqualTo(Digest.of("abc".repeat(100_000)));
        assertThat(Digest.of("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void anOnnxFileOfTwoGigabytesIsRejectedUnread() throws IOException {
        VersionFiles files = ModelFiles.with(dir, "sha256: " + "ab".repeat(32));
        try (RandomAccessFile onnx = new RandomAccessFile(files.onnx().toFile(), "rw")) {
            onnx.setLength(2L << 30);
        }

        assertThatThrownBy(() -> ManifestFile.read(files, 1 << 30)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContainingAll("model.onnx has 2147483648 bytes", "1073741824", "bactrian.models.max-bytes")
                .hasMessageNotContaining("sha256");
    }

    @Test
    void aFileThatIsGoneIsARejection() throws IOException {
        VersionFiles files = ModelFiles.with(dir, "");
        Files.delete(files.onnx());

        assertThatThrownBy(() -> ManifestFile.read(files, 1)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("model.onnx cannot be read");

        Files.delete(files.manifest());

        assertThatThrownBy(() -> ManifestFile.read(files, 1)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("model.yaml cannot be read");
    }

    @Test
    void aManifestWithoutEndIsNotReadToIt() throws IOException {
        VersionFiles files = ModelFiles.with(dir, "#" + " ".repeat(1 << 20));

        assertThatThrownBy(() -> ManifestFile.read(files, 1 << 20)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("model.yaml is longer than 1048576 bytes");
    }
}
