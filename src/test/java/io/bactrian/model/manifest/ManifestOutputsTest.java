package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifest.Answer;
import io.bactrian.model.ModelRejectedException;

/** What becomes of a graph's outputs for each task. */
class ManifestOutputsTest {
    private static final List<String> PUMP = List.of("normal", "anomaly");

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            {task: anomaly, outputs: {labels: {0: normal, 1: anomaly}}} | score FP32, anomaly INT64 | score  | anomaly | -     | [normal, anomaly]
                                            task: anomaly                                        | t2 FP32, anomaly BOOL            | t2     | anomaly | -     | [normal, anomaly]
                                            {task: anomaly, outputs: {labels: {1: normal, -1: anomaly}}} | t2 FP32, score FP32, label INT64, n INT64 | score | label | - | []
                                            {task: anomaly, outputs: {threshold: 0.5}}           | score FP32, anomaly INT64        | score  | -       | -     | [normal, anomaly]
                                            {task: anomaly, outputs: {score: b, labels: [odd, fine]}} | a FP32, b FP32, c BOOL      | b      | c       | -     | [odd, fine]
                                            {task: classification, outputs: {labels: {1: b, 0: a}}} | label INT64, probs FP32       | probs  | label   | probs | [a, b]
                                            {task: classification, outputs: {labels: [a, b]}}    | logits FP32                      | logits | logits  | logits | [a, b]
                                            {task: classification, outputs: {labels: [a, b], threshold: 0}} | p FP32                | p      | -       | p     | [a, b]
                                            task: classification                                 | text BYTES, probs FP32           | probs  | text    | probs | []
                                            task: classification                                 | text BYTES, zipped NONE          | -      | text    | -     | []
                                            {task: classification, outputs: {probabilities: b, labels: [a, b]}} | a FP32, b FP32    | b      | b       | b     | [a, b]
                                            task: regression                                     | y FP64, n INT64                  | y      | -       | -     | []
                                            task: raw                                            | y FP64, n INT64                  | -      | -       | -     | []
                                            outputs: {score: y}                                  | y FP64, n INT64                  | y      | -       | -     | []
                                            """)
    void theTaskSaysWhatTheOutputsAre(String yaml, String outputs, String score, String label, String probabilities,
            String labels)
            throws ModelRejectedException {
        Answer answer = complete(yaml, graph(outputs)).answer();

        assertThat(answer.score()).isEqualTo(score.equals("-") ? null : score);
        assertThat(answer.label()).isEqualTo(label.equals("-") ? null : label);
        assertThat(answer.probabilities()).isEqualTo(probabilities.equals("-") ? null : probabilities);
        assertThat(answer.labels()).hasToString(labels);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            task: anomaly                                   | a FP32, b FP32, c INT64 | outputs.score is missing and cannot be derived from the graph's outputs [a (FP32), b (FP32)
                                            task: anomaly                                   | a FP32                  | outputs.label is missing and cannot be derived from the graph's outputs [a (FP32)]; expected the name of one, or outputs.threshold
                                            task: anomaly                                   | a FP32, b INT64, c BOOL | outputs.label is missing
                                            task: anomaly                                   | label INT64, s NONE     | outputs.score is missing and cannot be derived from the graph's outputs [label (INT64), s (no tensor)]; expected the name of one; where it is a sequence or map, export the model without ZipMap
                                            task: regression                                | a FP32, b FP32          | outputs.score is missing
                                            task: regression                                | a INT64                 | outputs.score is missing
                                            task: classification                            | label INT64, p FP32     | outputs.labels is missing: the output 'label' is INT64
                                            {task: classification, outputs: {labels: [a, b]}} | l INT64, m INT64, p FP32 | outputs.label is missing
                                            {task: classification, outputs: {labels: [a, b]}} | p FP32, q FP32        | outputs.probabilities is missing
                                            {outputs: {score: z}}                           | a FP32                  | outputs.score is 'z'; the graph's outputs are [a (FP32)]
                                            {outputs: {answer: [a, z]}}                     | a FP32                  | outputs.answer[1] is 'z'; the graph's outputs are [a (FP32)]
                                            {outputs: {answer: [m]}}                        | a FP32, m NONE          | outputs.answer[0] is 'm', which is no tensor that can be read; where it is a sequence or map, export the model without ZipMap
                                            {outputs: {score: m}}                           | a FP32, m NONE          | outputs.score is 'm', which is no tensor
                                            {outputs: {score: t}}                           | t BYTES                 | outputs.score is 't', which has texts; expected an output of numbers
                                            {outputs: {threshold: 1}}                       | a FP32                  | outputs.threshold is 1.0, but no output is the score
                                            {task: anomaly, outputs: {threshold: 1, labels: [a, b, c]}} | a FP32      | outputs.labels are [a, b, c]; expected two
                                            """)
    void whatCannotBeDerivedIsRejectedNamingTheOutputs(String yaml, String outputs, String reason) {
        assertThatThrownBy(() -> complete(yaml, graph(outputs))).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void labelsComeFromTheMetadata() throws ModelRejectedException {
        assertThat(complete("task: anomaly", graph("s FP32, b BOOL").meta("labels", "good, bad")).answer().labels())
                .containsExactly("good", "bad");
        assertThat(complete("task: classification", graph("p FP32").meta("classes", "a,b,c")).answer().labels())
                .containsExactly("a", "b", "c");
        assertThat(complete("{task: anomaly, outputs: {labels: [x, y]}}", graph("s FP32, b BOOL").meta("labels", "good, bad"))
                .answer()
                .labels()).containsExactly("x", "y");
    }

    @Test
    void thereAreAsManyLabelsAsProbabilities() {
        Graphs graph = new Graphs().in("x", Datatype.FP32, -1, 8).out("p", Datatype.FP32, -1, 4).meta("labels", "a,b,c");

        assertThatThrownBy(() -> complete("task: classification", graph)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("outputs.labels has 3 labels, but 'p' has 4 probabilities");
    }

    @Test
    void oneNumberPicksNoLabelWithoutAThreshold() throws ModelRejectedException {
        Graphs graph = new Graphs().in("x", Datatype.FP32, -1, 8).out("p", Datatype.FP32, -1, 1).meta("labels", "a,b");

        assertThatThrownBy(() -> complete("task: classification", graph)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("outputs.threshold is missing: the output 'p' is one floating number");
        assertThat(complete("{task: classification, outputs: {threshold: 0.5}}", graph).answer())
                .isEqualTo(new Answer("p", null, "p", List.of("a", "b"), Map.of(), 0.5));
    }

    @Test
    void whatIsNoTensorIsLeftOutOfAnswersUnlessNamed() throws ModelRejectedException {
        assertThat(complete("", graph("a FP32, m NONE")).outputs()).containsExactly("a");
    }

    @Test
    void aScoreThatIsNotAnsweredIsReadAllTheSame() throws ModelRejectedException {
        Manifest manifest = complete("{task: anomaly, outputs: {answer: [], labels: {0: normal, 1: anomaly}}}", Graphs.pump());

        assertThat(manifest.outputs()).containsExactly("score", "anomaly");
        assertThat(manifest.unanswered()).isEqualTo(2);
        assertThat(manifest.answer())
                .isEqualTo(new Answer("score", "anomaly", null, PUMP, Map.of(0L, "normal", 1L, "anomaly"), Double.NaN));
    }

    @Test
    void inputsAndOutputsAreRejectedTogether() {
        String yaml = "{task: regression, inputs: [{name: z}], outputs: {score: y}, batching: {size: 4096}}";

        assertThatThrownBy(() -> complete(yaml, Graphs.pump())).isInstanceOf(ModelRejectedException.class)
                .hasMessageContainingAll("inputs[0].name is 'z'", "inputs leaves out [input]", "outputs.score is 'y'");
    }

    private Manifest complete(String yaml, Graphs graph) throws ModelRejectedException {
        return ModelFiles.complete(dir, yaml, graph);
    }

    /** Outputs as {@code name TYPE}; what is no tensor has the type NONE. */
    private static Graphs graph(String outputs) {
        Graphs graph = new Graphs().in("x", Datatype.FP32, -1, 8);
        for (String output : outputs.split(",")) {
            String[] words = output.strip().split(" ");
            graph.out(words[0], words[1].equals("NONE") ? null : Datatype.valueOf(words[1]), -1, -1);
        }
        return graph;
    }
}
