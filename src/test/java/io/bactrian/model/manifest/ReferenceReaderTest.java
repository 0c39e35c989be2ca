package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;

/** {@code drift} and {@code why} of a manifest. */
class ReferenceReaderTest {
    private static final String INPUT = "inputs: [{features: [a, b]}]\noutputs: {score: y}\n";

    @TempDir
    Path dir;

    @Test
    void aReferenceHasEachChannelAndTheScore() throws ModelRejectedException {
        Manifest manifest = complete(
                "drift: {reference: [{channel: a, edges: [1, 2], counts: [3, 4, 5, 0], effect: 2, panes: 20},"
                        + " {channel: b, edges: [], counts: [9, 1]}, {channel: outputs.score, edges: [0], counts: [1, 1, 0]}]}");

        assertThat(manifest.reference()).containsOnlyKeys("a", "b", "outputs.score");
        assertThat(manifest.reference().get("a")).satisfies(a -> {
            assertThat(a.total()).isEqualTo(12);
            assertThat(a.effect()).isEqualTo(2);
            assertThat(a.panes()).isEqualTo(20);
        });
        assertThat(manifest.reference().get("b").effect()).isEqualTo(1);
        assertThat(complete("threads: 1").reference()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            {channel: a, edges: [], counts: [1, 0]}       | drift.reference lacks [b, outputs.score]; expected each of [a, b, outputs.score]
                                            {channel: c, edges: [], counts: [1, 0]}       | lacks [a, b, outputs.score] and has [c]
                                            {channel: a, edges: [2, 1], counts: [1, 1, 1, 0]} | drift.reference[0]: edge 1 is 1.0; expected finite numbers, ascending
                                            {channel: a, edges: [1], counts: [1, 1]}      | drift.reference[0]: 2 counts for 3 bins
                                            {channel: a, edges: [1], counts: [0, 0, 0]}   | drift.reference[0]: all counts are 0; expected at least one value
                                            {channel: a, edges: [1], counts: [1, -1, 0]}  | drift.reference[0].counts[1] is -1; expected how many values there were
                                            {channel: a, edges: [1]}                      | drift.reference[0] needs edges and counts
                                            {edges: [1], counts: [1, 1, 0]}               | drift.reference[0].channel is missing; expected a feature, outputs.score or outputs.confidence
                                            {channel: a, edges: [], counts: [1, 0], effect: 0.5} | drift.reference[0].effect is 0.5; expected a number
                                            """)
    void whatIsWrongIsNamed(String channel, String reason) {
        assertThatThrownBy(() -> complete("drift: {reference: [" + channel + "]}")).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void theOutputOfContributionsIsReadAndNotAnsweredUnlessItIsNamed() throws ModelRejectedException {
        Manifest quiet = complete("why: {output: c}");

        assertThat(quiet.why()).isEqualTo(new Manifest.Why("c", 3, List.of("a", "b")));
        assertThat(quiet.outputs()).containsExactly("y", "wide", "n", "c");
        assertThat(quiet.unanswered()).isEqualTo(1);
        assertThat(complete("threads: 1").outputs()).contains("c");
        assertThat(complete("threads: 1").why()).isNull();
        assertThatThrownBy(() -> complete("why: {channels: 2}")).hasMessageContaining("why.output is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            z    | why.output is 'z'; expected an output of floating point, one of [y, c, wide, n]
                                            n    | why.output is 'n'; expected an output of floating point
                                            wide | why.output is 'wide' [?, 3]; expected one number for each of the 2 channels
                                            y    | why.output is 'y' [?]; expected one number for each of the 2 channels
                                            """)
    void anOutputThatHasNotOneNumberAChannelIsRejected(String output, String reason) {
        assertThatThrownBy(() -> complete("why: {output: " + output + "}")).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining(reason);
    }

    private Manifest complete(String yaml) throws ModelRejectedException {
        Graphs graph = new Graphs().in("x", Datatype.FP32, -1, 2).out("y", Datatype.FP32, -1)
                .out("c", Datatype.FP32, -1, 2).out("wide", Datatype.FP32, -1, 3).out("n", Datatype.INT64, -1);
        return ModelFiles.complete(dir, INPUT + yaml + "\n", graph);
    }
}
