package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.Unlabelled;

/** Labels of graphs as common trainers export them: right, or refused with what to write, or none. */
class LabelsTest {
    private static final String CLASSES_FROM_ONE = "{task: classification, outputs: {labels: {1: low, 2: mid, 3: high}}}";

    @TempDir
    Path dir;

    @Test
    void classesFromOneByAListAreRefusedWithTheMappingToWrite() {
        assertRefused(threeClasses(1, 2, 3), "{task: classification, outputs: {labels: [low, mid, high]}}",
                "the output 'label' is INT64 and gives [1, 2, 3]; expected a label for each of these values, such as"
                        + " labels: {1: low, 2: mid, 3: high}");
    }

    @ParameterizedTest
    @CsvSource({"9,0,0,low", "0,9,0,mid", "0,0,9,high"})
    void classesFromOneByAMappingAreRight(double one, double two, double three, String label) throws Exception {
        assertThat(say(threeClasses(1, 2, 3), CLASSES_FROM_ONE, one, two, three).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({"9,0,0,low", "0,9,0,mid", "0,0,9,high"})
    void aListNamesClassesThatTheGraphCountsFromZero(double one, double two, double three, String label) throws Exception {
        assertThat(say(threeClasses(0, 1, 2), "{task: classification, outputs: {labels: [low, mid, high]}}", one, two, three)
                .label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1", "2,1,0", "0,1,3", "-1,0,1"})
    void aListNamesNoOtherClasses(String classes) {
        long[] values = Stream.of(classes.split(",")).mapToLong(Long::parseLong).toArray();

        assertRefused(threeClasses(values),
                "{task: classification, outputs: {labels: [low, mid, high], probabilities: scores}}",
                "outputs.labels");
    }

    @Test
    void aMappingThatMissesTheGraphsClassesIsRefused() {
        assertRefused(threeClasses(1, 2, 3), "{task: classification, outputs: {labels: {0: low, 1: mid, 2: high}}}",
                "outputs.labels.0 is no value of 'label', which gives [1, 2, 3]");
    }

    @Test
    void aClassWithoutALabelHasNone() throws Exception {
        ModelOutput output = say(threeClasses(1, 2, 3), "{task: classification, outputs: {labels: {1: low, 2: mid}}}", 0, 0, 9);

        assertThat(output.label()).isNull();
        assertThat(output.unlabelled()).isEqualTo(Unlabelled.UNKNOWN_VALUE);
    }

    @Test
    void metadataIsHeldToTheSame() throws Exception {
        String plain = "task: classification\n";
        assertRefused(threeClasses(1, 2, 3).metadata("classes", "low,mid,high"), plain, "labels: {1: low, 2: mid, 3: high}");
        assertThat(say(threeClasses(1, 2, 3).metadata("classes", "{1: 'low', 2: 'mid', 3: 'high'}"), plain, 0, 9, 0).label())
                .isEqualTo("mid");
        assertRefused(threeClasses(1, 2, 3).metadata("classes", "{1: 'low', 2: "), plain,
                "outputs.labels is missing: the output 'label' is INT64 and gives [1, 2, 3], and nothing says what its values mean;"
                        + " expected a label for each of them, such as labels: {1: …, 2: …, 3: …}");
    }

    @Test
    void aDetectorOfPlusAndMinusOneIsRefusedWithTheMappingToWrite() {
        for (String yaml : List.of("task: anomaly\n", "{task: anomaly, outputs: {labels: [normal, anomaly]}}")) {
            assertRefused(detector(), yaml, "{1: normal, -1: anomaly}");
        }
    }

    @Test
    void aDetectorOfPlusAndMinusOneIsRightByAMapping() throws Exception {
        String yaml = "{task: anomaly, outputs: {labels: {1: normal, -1: anomaly}}}";

        assertThat(say(detector(), yaml, 5).label()).isEqualTo("normal");
        assertThat(say(detector(), yaml, -5).label()).isEqualTo("anomaly");
    }

    @Test
    void aScoreThatIsNoNumberHasNoLabelBesideAThreshold() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 1).output("score", DataType.FLOAT, -1, 1).node("Log", "score",
                "x");
        String yaml = "{task: anomaly, outputs: {threshold: 1.0}}";

        assertThat(say(graph, yaml, 100).label()).isEqualTo("anomaly");
        for (double odd : new double[]{-1, 0}) {
            ModelOutput output = say(graph, yaml, odd);
            assertThat(output.label()).isNull();
            assertThat(output.unlabelled()).isEqualTo(Unlabelled.NOT_FINITE);
        }
    }

    @Test
    void aThresholdForSeveralProbabilitiesIsRefused() {
        assertRefused(Graph.of("Softmax", 2), "{task: classification, outputs: {labels: [a, b], threshold: 0.5}}",
                "the score 'y' has 2 values; expected one to compare");
    }

    /** What the graph says of its values, by the node that gives them. */
    static Stream<Graph> countingFromZero() {
        return Stream.of(
                truth().node("Greater", "above", "x", "zero").cast(DataType.INT64, "label", "above"),
                truth().node("Greater", "above", "x", "zero").wholes("one", 1).wholes("nothing", 0)
                        .node("Where", "label", "above", "one", "nothing"),
                truth().node("Greater", "above", "x", "zero").cast(DataType.INT64, "place", "above").wholes("classes", 0, 1)
                        .node("Gather", "label", "classes", "place"),
                truth().cast(DataType.BOOL, "above", "x").cast(DataType.INT64, "label", "above"));
    }

    @ParameterizedTest
    @MethodSource("countingFromZero")
    void whatTheGraphSaysIsZeroOrOneNeedsNoMapping(Graph graph) throws Exception {
        assertThat(say(graph, "{outputs: {label: label, labels: [below, beyond]}}", 7).label()).isEqualTo("beyond");
    }

    static Stream<Graph> ofOtherValues() {
        return Stream.of(truth().cast(DataType.INT64, "label", "x"),
                truth().node("Greater", "above", "x", "zero").wholes("one", 1).wholes("other", -1)
                        .node("Where", "label", "above", "other", "one"),
                truth().node("Greater", "above", "x", "zero").cast(DataType.INT64, "place", "above").wholes("classes", 1, 0)
                        .node("Gather", "label", "classes", "place"),
                truth().node("Greater", "above", "x", "zero").cast(DataType.INT64, "place", "above").wholes("one", 1)
                        .node("Add", "label", "place", "one"));
    }

    @ParameterizedTest
    @MethodSource("ofOtherValues")
    void whatItDoesNotSayOrSaysOtherwiseIsRefused(Graph graph) {
        assertRefused(graph, "{outputs: {label: label, labels: [below, beyond]}}", "outputs.labels is a list");
    }

    @Test
    void anOutputCalledAnomalyThatIsZeroOrOneNeedsNoLabels() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 1).output("score", DataType.FLOAT, -1, 1)
                .output("anomaly", DataType.BOOL, -1, 1).floats("zero", 0).node("Identity", "score", "x")
                .node("Greater", "anomaly", "x", "zero");

        assertThat(say(graph, "task: anomaly\n", 3).label()).isEqualTo("anomaly");
        assertThat(say(graph, "task: anomaly\n", -3).label()).isEqualTo("normal");
    }

    @Test
    void whatIsEmptyHasNeitherScoreNorLabelAndIsNoFailure() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, 1, 4).output("hits", DataType.FLOAT, -1).floats("zero", 0)
                .node("Greater", "above", "x", "zero").node("Squeeze", "flat", "above").node("Squeeze", "values", "x")
                .node("Compress", "hits", List.of("values", "flat"), Graph.integer("axis", 0));
        ModelOutput output = say(graph, "{task: anomaly, outputs: {threshold: 1}}", 0, 0, 0, 0);

        assertThat(output.score()).isNaN();
        assertThat(output.label()).isNull();
        assertThat(output.unlabelled()).isEqualTo(Unlabelled.EMPTY);
        assertThat(say(graph, "{task: anomaly, outputs: {threshold: 1}}", 0, 3, 0, 0).label()).isEqualTo("anomaly");
    }

    @Test
    void aGoldenCaseMayNameTheLabel() throws Exception {
        String golden = "{\"cases\": [{\"inputs\": {\"x\": [0, 9, 0]}, \"label\": \"%s\"}]}";
        OnnxModel.open(Versions.write(dir, threeClasses(1, 2, 3).bytes(), CLASSES_FROM_ONE, golden.formatted("mid")),
                Versions.NO_LIMIT).close();

        assertThatThrownBy(() -> OnnxModel.open(Versions.write(dir, threeClasses(1, 2, 3).bytes(), CLASSES_FROM_ONE,
                golden.formatted("high")), Versions.NO_LIMIT)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("cases[0].label is 'high', but the model's answer has the label 'mid'");
    }

    @Test
    void wholeNumbersOf64BitsComeOutExactly() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 1).output("n", DataType.INT64, -1, 1)
                .wholes("large", 9_007_199_254_740_993L).cast(DataType.INT64, "i", "x").node("Add", "n", "i", "large");
        try (OnnxModel model = Versions.open(dir, graph)) {
            List<ModelOutput> outputs = Versions.run(model, new double[]{0}, new double[]{2});

            assertThat(outputs.get(0).output("n").wholes()).containsExactly(9_007_199_254_740_993L);
            assertThat(outputs.get(1).output("n").wholes()).containsExactly(9_007_199_254_740_995L);
        }
    }

    private static Graph threeClasses(long... classes) {
        return Graph.of().classifier("label", "scores", classes);
    }

    private static Graph truth() {
        return Graph.of().input("x", DataType.FLOAT, -1, 1).output("label", DataType.INT64, -1, 1).floats("zero", 0);
    }

    /** As scikit-learn's detectors are exported: 1 for what is normal, -1 for what is not. */
    private static Graph detector() {
        return Graph.of().input("x", DataType.FLOAT, -1, 1).output("label", DataType.INT64, -1, 1)
                .output("scores", DataType.FLOAT, -1, 1).floats("zero", 0).node("Identity", "scores", "x")
                .node("Less", "below", "x", "zero").cast(DataType.INT64, "flag", "below").wholes("minus", -2).wholes("one", 1)
                .node("Mul", "twice", "flag", "minus").node("Add", "label", "twice", "one");
    }

    private ModelOutput say(Graph graph, String yaml, double... data) throws Exception {
        try (OnnxModel model = Versions.open(dir, graph, yaml)) {
            return Versions.run(model, data).get(0);
        }
    }

    private void assertRefused(Graph graph, String yaml, String reason) {
        assertThatThrownBy(() -> Versions.open(dir, graph, yaml)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining(reason);
    }
}
