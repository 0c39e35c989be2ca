package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;

/** How a manifest's inputs are fitted to the graph's. */
class ManifestInputsTest {
    @TempDir
    Path dir;

    @Test
    void anOpenFirstDimensionIsTheBatch() throws ModelRejectedException {
        Manifest manifest = complete("", graph(-1, 30, 8));

        assertThat(manifest.inputs().get(0).batched()).isTrue();
        assertThat(manifest.inputs().get(0).dims()).containsExactly(30, 8);
        assertThat(manifest.inputs().get(0).shape(7)).containsExactly(7, 30, 8);
    }

    @Test
    void aFixedFirstDimensionMeansOneMessageARun() throws ModelRejectedException {
        Manifest manifest = complete("",
                new Graphs().in("data_0", Datatype.FP32, 1, 3, 224, 224).out("softmaxout_1", Datatype.FP32,
                        1, 1000, 1, 1));

        assertThat(manifest.inputs().get(0).batched()).isFalse();
        assertThat(manifest.inputs().get(0).shape(1)).containsExactly(1, 3, 224, 224);
        assertThat(manifest.elements()).isEqualTo(3 * 224 * 224);
        assertThat(manifest.batching().size()).isEqualTo(1);
    }

    @Test
    void moreThanOneMessageARunIsRejectedWhereTheGraphTakesNoBatch() {
        refused("batching: {size: 2}", graph(1, 8),
                "batching.size is 2; expected 1, since the graph leaves no batch open in front"
                        + " of its input 'x' [1, 8]");
        refused("batching: {size: 2}", new Graphs().in("x", Datatype.FP32, -1, 8).out("y", Datatype.FP32, 1),
                "expected 1, since the graph gives no batch in front of its output 'y' [1]");
    }

    @Test
    void whereOneInputTakesNoBatchNoneDoes() throws ModelRejectedException {
        Manifest manifest = complete("", new Graphs().in("a", Datatype.FP32, -1, 8).in("b", Datatype.FP32, 1, 2).out("y",
                Datatype.FP32, -1));

        assertThat(manifest.inputs()).noneMatch(Manifest.Input::batched);
        assertThat(manifest.inputs().get(0).dims()).containsExactly(1, 8);
        assertThat(manifest.batching().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            {features: [a, b]}              | -1,-1    | 2    | 1
                                            {features: [a, b], window: 5}   | -1,-1,-1 | 5,2  | 5
                                            {features: [a, b], window: 5}   | -1,-1    | 10   | 5
                                            {features: [a, b], window: 5}   | -1,-1,2  | 5,2  | 5
                                            {features: [a, b]}              | -1,5,-1  | 5,2  | 5
                                            {features: [a, b]}              | -1,5,2   | 5,2  | 5
                                            {window: 5}                     | -1,-1,2  | 5,2  | 5
                                            {window: 5}                     | -1,10    | 10   | 5
                                            {}                              | -1,5,2   | 5,2  | 1
                                            {shape: [5, 2]}                 | -1,-1,2  | 5,2  | 1
                                            {shape: [5, 2], window: 5}      | -1,-1,-1 | 5,2  | 5
                                            {shape: [3, 4, 4]}              | -1,3,-1,-1 | 3,4,4 | 1
                                            {shape: [3, 4, 4]}              | 1,3,-1,-1 | 1,3,4,4 | 1
                                            {shape: [1, 3, 4, 4]}           | 1,3,-1,-1 | 1,3,4,4 | 1
                                            {features: [a, b], window: 5}   | 1,-1,2   | 1,5,2 | 5
                                            {features: [a, b]}              | 1,2      | 1,2  | 1
                                            {features: [a, b], window: 5}   | 5,2      | 5,2  | 5
                                            """)
    void whatTheGraphLeavesOpenIsGivenByWindowFeaturesAndShape(String input, String graph, String dims, int window)
            throws ModelRejectedException {
        Manifest.Input fitted = complete("inputs: [" + input + "]", graph(longs(graph))).inputs().get(0);

        assertThat(fitted.dims()).containsExactly(longs(dims));
        assertThat(fitted.window()).isEqualTo(window);
        if (!fitted.features().isEmpty()) {
            assertThat(fitted.rowWidth()).isEqualTo(fitted.features().size());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            {name: z}                       | -1,8      | inputs[0].name is 'z'; the graph's inputs are [x]
                                            {name: x}, {name: x}            | -1,8      | inputs[1] is the input 'x' a second time
                                            {name: x}, {}                   | -1,8      | inputs[1] is one too many; the graph's inputs are [x]
                                            {datatype: INT64}               | -1,8      | inputs[0].datatype is INT64, but the graph's 'x' is FP32
                                            {}                              | -1,-1     | inputs[0].shape is missing: the graph's input 'x' [?, ?]
                                            {features: [a, b]}              | -1,-1,2   | inputs[0].shape is missing
                                            {features: [a, b], window: 5}   | -1,3,-1,-1 | inputs[0].shape is missing
                                            {shape: [8]}                    | -1,30,8   | inputs[0].shape is [8], but a message of the graph's input 'x' [?, 30, 8] is [30, 8]
                                            {shape: [30, 9]}                | -1,30,8   | inputs[0].shape is [30, 9]
                                            {features: [a, b, c]}           | -1,2      | inputs[0].features has 3 values a row, 1 rows make 3, but the graph's 'x' takes 2
                                            {features: [a, b], window: 4}   | -1,10     | inputs[0].features has 2 values a row, 4 rows make 8
                                            {window: 3}                     | -1,10     | inputs[0].window is 3
                                            {window: 5}                     | -1,2,5    | inputs[0].window is 5, but the graph's 'x' takes 10 elements a message, [2, 5]; expected the rows of history in front
                                            {}                              | -1,5000,5000 | inputs[0]: the graph's 'x' takes [5000, 5000] a message
                                            {}                              | -1,0      | inputs[0]: the graph's 'x' takes [0] a message
                                            {}                              | -1,9223372036854775807,2 | inputs[0]: the graph's 'x' takes
                                            """)
    void anInputThatDoesNotFitIsRejectedNamingTheField(String inputs, String graph, String reason) {
        refused("inputs: [" + inputs + "]", graph(longs(graph)), reason);
    }

    @Test
    void inputsOfTheGraphMayNotBeLeftOutOneByOne() throws ModelRejectedException {
        Graphs graph = new Graphs().in("a", Datatype.FP32, -1, 1).in("b", Datatype.INT64, -1, 2).out("y", Datatype.FP32, -1);

        refused("inputs: [{name: b}]", graph, "inputs leaves out [a]; expected all inputs of the graph");
        assertThat(complete("", graph).inputs()).extracting(Manifest.Input::name).containsExactly("a", "b");
        assertThat(complete("inputs: [{name: b}, {name: a}]", graph).inputs()).extracting(Manifest.Input::name)
                .containsExactly("b", "a");
    }

    @Test
    void aTypeThatCannotBeFilledIsRejected() {
        refused("", new Graphs().in("x", null, -1, 2).out("y", Datatype.FP32, -1),
                "inputs[0]: the graph's input 'x' is no tensor of a type that can be filled (complex numbers, sequences and maps cannot)");
    }

    @Test
    void textsHaveNoHistoryAndNoFill() throws ModelRejectedException {
        Graphs graph = new Graphs().in("t", Datatype.BYTES, -1, 4).out("y", Datatype.FP32, -1);

        assertThat(complete("inputs: [{features: [a, b, c, d]}]", graph).inputs().get(0).datatype()).isEqualTo(Datatype.BYTES);
        refused("inputs: [{window: 2}]", graph, "inputs[0].window is 2, but 't' takes texts; expected 1");
        refused("inputs: [{features: [a, b, c, {name: d, fill: 1}]}]", graph, "inputs[0].features[3].fill is a number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            UINT8 | 300  | inputs[0].features[0].fill is 300, but 'x' is UINT8; expected a whole number from 0 to 255
                                            INT64 | 2.5  | inputs[0].features[0].fill is 2.5, but 'x' is INT64; expected a whole number from
                                            INT64 | .nan | inputs[0].features[0].fill is NaN, but 'x' is INT64; expected a whole number
                                            BOOL  | .nan | fill is NaN, but 'x' is BOOL; expected true or false
                                            FP16  | 7e4  | fill is 70000, but 'x' is FP16; expected a number from -65504 to 65504
                                            FP32  | 1e39 | but 'x' is FP32
                                            BYTES | .nan | fill is a number, but 'x' takes texts
                                            INT64 | 9007199254740993 | fill is 9007199254740993; expected a number that a double holds exactly
                                            FP32  | .inf | fill is
                                            FP32  | none | fill is 'none'; expected a number
                                            """)
    void aFillThatTheInputDoesNotHoldIsRejected(Datatype type, String fill, String reason) {
        refused("inputs: [{features: [{name: a, fill: " + fill + "}]}]",
                new Graphs().in("x", type, -1, 1).out("y", Datatype.FP32, -1), reason);
    }

    @ParameterizedTest
    @CsvSource({"FP32,.nan", "FP16,.NaN", "FP64,.NAN", "BF16,NaN", "FP32,nan"})
    void aFillOfNanIsAMissingValueToTheModel(Datatype type, String fill) throws ModelRejectedException {
        Manifest manifest = complete("inputs: [{features: [{name: a, fill: " + fill + "}]}]",
                new Graphs().in("x", type, -1, 1).out("y", Datatype.FP32, -1));

        assertThat(manifest.inputs().get(0).features().get(0).fill()).isNaN();
        assertThat(manifest.sameForm(manifest)).isTrue();
    }

    @Test
    void anotherElementTypeIsAnotherForm() throws ModelRejectedException {
        Manifest narrow = complete("", new Graphs().in("x", Datatype.UINT8, -1, 2).out("y", Datatype.FP32, -1));

        assertThat(narrow.sameForm(complete("", graph(-1, 2)))).isFalse();
    }

    @Test
    void featuresComeFromTheMetadataWhereTheyFit() throws ModelRejectedException {
        assertThat(complete("", graph(-1, 2).meta("features", "a, b")).featureNames()).containsExactly("a", "b");
        assertThat(complete("", graph(-1, 2).meta("channels", "a,b")).featureNames()).containsExactly("a", "b");
        assertThat(complete("inputs: [{window: 5}]", graph(-1, -1, -1).meta("features", "a,b")).elements()).isEqualTo(10);
        assertThat(complete("", graph(-1, 5, 2).meta("features", "a,b")).window()).isEqualTo(5);
        assertThat(complete("", graph(-1, 3).meta("features", "a,b")).featureNames()).isEmpty();
        assertThat(complete("", graph(-1, 2).meta("features", "a,a")).featureNames()).isEmpty();
        assertThat(complete("", graph(-1, 2).meta("features", "a,")).featureNames()).isEmpty();
        assertThat(complete("inputs: [{features: [c, d]}]", graph(-1, 2).meta("features", "a,b")).featureNames())
                .containsExactly("c", "d");
        assertThat(complete("", graph(-1, 2).meta("features", "[\"a\", 'b']")).featureNames()).containsExactly("a", "b");
        assertThat(complete("", graph(-1, 2).meta("features", "[\"a\", \"b\"")).featureNames()).isEmpty();
    }

    @Test
    void featuresOfTheMetadataGoThroughAllInputsInOrder() throws ModelRejectedException {
        Graphs graph = new Graphs().in("x", Datatype.FP32, -1, 2).in("y", Datatype.FP32, -1, 1).out("z", Datatype.FP32, -1)
                .meta("features", "a,b,c");

        Manifest manifest = complete("", graph);

        assertThat(manifest.featureNames()).containsExactly("a", "b", "c");
        assertThat(manifest.inputs().get(1).features()).extracting(Manifest.Feature::name).containsExactly("c");
    }

    @Test
    void aRunHasNoMoreElementsThanMemoryAllows() throws ModelRejectedException {
        assertThat(complete("", graph(-1, 1000, 1000)).batching().size()).isEqualTo(16);
        refused("batching: {size: 17}", graph(-1, 1000, 1000), "batching.size is 17; expected at most 16 messages");
    }

    private Manifest complete(String yaml, Graphs graph) throws ModelRejectedException {
        return ModelFiles.complete(dir, yaml, graph);
    }

    private void refused(String yaml, Graphs graph, String reason) {
        assertThatThrownBy(() -> complete(yaml, graph)).isInstanceOf(ModelRejectedException.class).hasMessageContaining(reason);
    }

    private static Graphs graph(long... shape) {
        return new Graphs().in("x", Datatype.FP32, shape).out("y", Datatype.FP32, -1);
    }

    private static long[] longs(String text) {
        return Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
    }
}
