package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;
import io.bactrian.model.ModelRejectedException;

class GoldenTest {
    private static final String GOOD = "{'cases': [{'inputs': {'x': [1, 2], 't': ['a']}, 'outputs': {'score': [0.5], 'label': ['odd']}}]}";

    @TempDir
    Path dir;

    @Test
    void aCaseHasTheElementsOfAllInputsOneAfterTheOther() throws Exception {
        Golden golden = read(GOOD);

        assertThat(golden.tolerance()).isEqualTo(1e-4);
        assertThat(golden.cases()).hasSize(1);
        assertThat(golden.cases().get(0).data()).containsExactly(1, 2, 0);
        assertThat(golden.cases().get(0).texts()).containsExactly(null, null, "a");
        assertThat(golden.cases().get(0).expected()).extracting(Tensor::name).containsExactly("score", "label");
    }

    @Test
    void withoutInputsOfTextsThereAreNone() throws Exception {
        Files.writeString(dir.resolve("golden.json"),
                "{\"cases\": [{\"inputs\": {\"x\": [true, NaN]}, \"outputs\": {\"score\": [1]}}]}");

        Golden golden = Golden.read(dir.resolve("golden.json"), Manifests.of("m", "1", 1, "a", "b"));

        assertThat(golden.cases().get(0).texts()).isNull();
        assertThat(golden.cases().get(0).data()).containsExactly(1, Double.NaN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                                                                  {                                               | golden.json, line 1
                                                                  {'tolerance': 1, 'tolerance': 1}                | golden.json, line 1, column 29: Duplicate field 'tolerance'
                                                                  {'cases': []} {}                                | more after the end; expected one object
                                                                  {'cases': ['\\ud800']}                          | golden.json, line 1, column 13: half of a surrogate pair
                                                                  {'tolerance': null}                             | tolerance is null; expected a value
                                                                  {'tolerance': 01}                               | golden.json, line 1, column 16
                                                                  // none                                         | golden.json, line 1
                                                                  []                                              | the document is a list; expected a mapping
                                                                  {}                                              | cases is missing or empty
                                                                  {'cases': []}                                   | cases is missing or empty
                                                                  {'cases': [1]}                                  | cases[0] is 1; expected a mapping
                                                                  {'tolerance': -1}                               | tolerance is -1; expected a number from 0.0 to 1.0
                                                                  {'tolerence': 1}                                | tolerence is no known key; did you mean 'tolerance'?
                                                                  {'cases': [{'in': {}}]}                         | cases[0].in is no known key; expected one of [inputs, label, outputs]
                                                                  {'cases': [{'inputs': {'x': [1, 2]}}]}          | cases[0].inputs.t is missing; expected its 1 elements
                                                                  {'cases': [{'inputs': {'x': [1, 2, 3]}}]}       | cases[0].inputs.x has 3 elements; expected 2, one message of [2]
                                                                  {'cases': [{'inputs': {'x': [[1, 2]]}}]}        | cases[0].inputs.x[0] is a list; expected a flat, row-major list of numbers
                                                                  {'cases': [{'inputs': {'x': 1}}]}               | cases[0].inputs.x is 1; expected a list of numbers
                                                                  {'cases': [{'inputs': {'x': [1, 'b']}}]}        | cases[0].inputs.x[1] is 'b'; expected
                                                                  {'cases': [{'inputs': {'x': [1, null]}}]}       | cases[0].inputs.x[1] is null; expected
                                                                  {'cases': [{'inputs': {'t': [1]}}]}             | cases[0].inputs.t[0] is 1; expected a flat, row-major list of texts
                                                                  {'cases': [{'inputs': {'y': [1]}}]}             | cases[0].inputs.y is no known key
                                                                  {'cases': [{'outputs': {}}]}                    | cases[0].outputs names none; expected some of [score, label]
                                                                  {'cases': [{'outputs': {'scores': [1]}}]}       | cases[0].outputs.scores is no known key; did you mean 'score'?
                                                                  {'cases': [{'outputs': {'score': ['a', 1]}}]}   | cases[0].outputs.score[1] is 1; expected
                                                                  """)
    void aBadFileIsRejectedNamingTheField(String json, String reason) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(ModelRejectedException.class).hasMessageStartingWith("golden.json")
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsNoTextOrDeeperThanAnyGoldenCaseIsRejected() throws IOException {
        Path file = dir.resolve("golden.json");

        refused(file, "{\n\"\u00e4".getBytes(StandardCharsets.ISO_8859_1), "golden.json, line 2, column 2: not UTF-8");
        refused(file, "{}".getBytes(StandardCharsets.UTF_16LE), "golden.json, line 1, column");
        refused(file, "{}".getBytes(StandardCharsets.UTF_16BE), "golden.json, line 1, column");
        refused(file, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8), "nesting depth (33)");
        refused(file, ("[" + "9".repeat(100_000) + "]").getBytes(StandardCharsets.UTF_8), "golden.json, line 1, column");
        refused(file, new byte[0], "cases is missing");
    }

    private static void refused(Path file, byte[] content, String reason) throws IOException {
        Files.write(file, content);
        assertThatThrownBy(() -> Golden.read(file, manifest())).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"UINT8,300", "INT64,2.5", "INT64,9007199254740993", "INT64,NaN", "BOOL,2", "FP16,70000", "FP32,1e39"})
    void anInputThatDoesNotFitItsTypeIsRejected(Datatype type, String value) throws IOException {
        Files.writeString(dir.resolve("golden.json"),
                "{\"cases\": [{\"inputs\": {\"x\": [" + value + "]}, \"outputs\": {\"score\": [1]}}]}");
        Manifest model = Manifests.with(Manifests.of("m", "1", 1, "a"), Manifests.input("x", type, "a"));

        assertThatThrownBy(() -> Golden.read(dir.resolve("golden.json"), model)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("golden.json: cases[0].inputs.x[0] is ")
                .hasMessageContaining(", but the input is " + type + "; expected " + ElementRange.expected(type));
    }

    @Test
    void aLabelMayStandForTheOutputsOrBesideThem() throws Exception {
        Golden golden = read("{'cases': [{'inputs': {'x': [1, 2], 't': ['a']}, 'label': 'odd'}]}");

        assertThatCode(() -> golden.check(0, said(texts("odd")))).doesNotThrowAnyException();
        refused(golden, said(texts("even")), "cases[0].label is 'odd', but the model's answer has the label 'even'");
        refused(golden, said(texts()), "cases[0].label is 'odd', but the model's answer has no label, empty");
    }

    @Test
    void aLabelThatNoAnswerHasIsRejected() throws Exception {
        Path file = Files.writeString(dir.resolve("golden.json"),
                "{\"cases\": [{\"inputs\": {\"x\": [1]}, \"label\": \"c\"}]}");
        Manifest.Answer pick = new Manifest.Answer("score", "score", null, List.of("a", "b"), Map.of(), Double.NaN);

        assertThatThrownBy(() -> Golden.read(file, Manifests.of("m", "1", 1, List.of("score"), pick, "a")))
                .hasMessageContaining("cases[0].label is 'c'; expected one of [a, b]");
        assertThatThrownBy(() -> Golden.read(file, Manifests.of("m", "1", 1, "a")))
                .hasMessageContaining("cases[0].label is 'c', but the manifest defines no label");
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.5", "0.5,0.50009", "0.5,0.49991", "1000,1000.09", "-1000,-999.91", "NaN,NaN", "Infinity,Infinity",
        "-Infinity,-Infinity", "0,-0.00009"})
    void whatIsWithinToleranceIsTheSame(double expected, double got) {
        assertThatCode(() -> golden(expected).check(0, said(new Tensor("score", Datatype.FP32, new double[]{got}))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.50011", "1000,1000.11", "0,0.00011", "NaN,1", "1,NaN", "Infinity,-Infinity", "Infinity,1", "1,Infinity"})
    void whatIsFartherOffIsRejectedNamingCaseTensorPlaceAndBothNumbers(double expected, double got) {
        assertThatThrownBy(() -> golden(expected).check(0, said(new Tensor("score", Datatype.FP32, new double[]{got}))))
                .isInstanceOf(ModelRejectedException.class)
                .hasMessage("golden.json: cases[0].outputs.score[0] is " + expected + ", but the model gave " + got
                        + "; expected it within 1.0E-4 × max(1, |expected|)");
    }

    @Test
    void textsLengthsKindsAndMissingTensorsAreComparedToo() throws Exception {
        Golden golden = read(GOOD);
        Tensor score = new Tensor("score", Datatype.FP32, new double[]{0.5});

        assertThatCode(() -> golden.check(0, said(score, texts("odd")))).doesNotThrowAnyException();
        refused(golden, said(score, texts("even")), "cases[0].outputs.label[0] is 'odd', but the model gave 'even'");
        refused(golden, said(score), "cases[0].outputs.label is expected, but the model gave no such tensor");
        refused(golden, said(score, texts("odd", "odd")), "cases[0].outputs.label has 1 elements, but the model gave 2");
        refused(golden, said(score, new Tensor("label", Datatype.INT64, new double[]{1})),
                "cases[0].outputs.label has texts, but the model gave numbers");
    }

    private static void refused(Golden golden, ModelOutput got, String reason) {
        assertThatThrownBy(() -> golden.check(0, got)).isInstanceOf(ModelRejectedException.class).hasMessageContaining(reason);
    }

    private static Golden golden(double expected) {
        Tensor tensor = new Tensor("score", Datatype.FP64, new double[]{expected});
        return new Golden(1e-4, List.of(new Golden.Case(new double[3], null, List.of(tensor), null)));
    }

    private static Tensor texts(String... texts) {
        return new Tensor("label", Datatype.BYTES, null, texts);
    }

    private static ModelOutput said(Tensor... tensors) {
        return new ModelOutput(null, manifest(), List.of(tensors));
    }

    private Golden read(String json) throws IOException, ModelRejectedException {
        return Golden.read(Files.writeString(dir.resolve("golden.json"), json.replace('\'', '"')), manifest());
    }

    /** Two numbers and a text in, a number and a text out. */
    private static Manifest manifest() {
        Manifest one = Manifests.of("m", "1", 1, List.of("score", "label"),
                new Manifest.Answer("score", "label", null, List.of(), Map.of(), Double.NaN), "a", "b");
        return Manifests.with(one, one.inputs().get(0),
                new Manifest.Input("t", Datatype.BYTES, new long[]{1}, true, 1, List.of()));
    }
}
