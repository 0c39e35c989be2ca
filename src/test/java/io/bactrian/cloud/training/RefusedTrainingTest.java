package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.training.TrainingSamples.Row;

/** What a person reads where a training gives no version. */
class RefusedTrainingTest {
    @TempDir
    private Path dir;

    private TrainingRecord trained(String plan, List<Row> rows, boolean serving) throws Exception {
        try (Laboratory laboratory = new Laboratory(dir, rows, plan)) {
            if (serving) {
                laboratory.serve(RetrainingTest.CLASSIFIER, Windows.of(Laboratory.MODEL, 2, 4));
            }
            TrainingRecord record = laboratory.train();
            assertThat(laboratory.versions.newest()).isEqualTo(serving ? 1 : 0);
            assertThat(laboratory.versions.deployed).isEmpty();
            return record;
        }
    }

    private static List<Row> rows() {
        return Windows.of(Laboratory.MODEL, 1, 4);
    }

    @Test
    void withoutSamplesThereIsNothingToTrainOn() throws Exception {
        assertThat(trained("{trainer: classifier}", List.of(), true).reason()).startsWith("there is no labelled sample");
    }

    @Test
    void withoutTrustedLabelsNothingJudges() throws Exception {
        TrainingRecord record = trained("{trainer: classifier, trusted: [expert]}", rows(), true);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("0 to judge", "correct trusted");
    }

    @Test
    void aVersionThatAnswersAndIsNotInThePoolCannotBeComparedWith() throws Exception {
        TrainingRecord record = trained("{trainer: classifier}", rows(), false);
        assertThat(record.reason()).startsWith("version 1 serves, and the pool does not have it").contains("Upload");
    }

    @Test
    void aWindowLongerThanThatOfTheSamplesIsNamed() throws Exception {
        assertThat(trained("{trainer: classifier, options: {window: 60}}", rows(), true).reason())
                .contains("the first 30 rows; expected one input with 60 rows", "correct options.window");
    }

    @Test
    void samplesWithoutInputsAreCountedAndNamed() throws Exception {
        List<Row> broken = rows().stream().map(each -> new Row(each.id(), each.device(), each.at(), each.labels(),
                TrainingStore.JSON.createObjectNode(), each.label(), null, each.by(), "", 1.0, "1")).toList();
        TrainingRecord record = trained("{trainer: classifier}", broken, true);
        assertThat(record.reason()).contains("can be used", "has no inputs");
        assertThat(record.used().unusable()).isEqualTo(broken.size());
    }

    @Test
    void aSampleThatTheServingVersionCouldNotHaveBeenGivenStopsNoTraining() throws Exception {
        List<Row> rows = new ArrayList<>(rows());
        Row first = rows.get(0);
        rows.add(Windows.row(Laboratory.MODEL, first.device(), first.at(), new double[30][3], first.label()));
        rows.add(Windows.row(Laboratory.MODEL, first.device(), first.at(), new double[2][8], first.label()));
        TrainingRecord record = trained("{trainer: classifier, evaluation: {accept: better}}", rows, true);
        assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.REJECTED);
        assertThat(record.used().unusable()).isEqualTo(2);
    }

    @Test
    void aCandidateThatHasLostALabelIsRejected() throws Exception {
        List<Row> rows = new ArrayList<>(rows());
        rows.removeIf(each -> each.label().equals("cavitation"));
        assertThat(trained("{trainer: classifier}", rows, true).reason())
                .startsWith("the candidate does not know the labels [cavitation]");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the command is a Unix shell's")
    void aCommandThatFailsIsNoVersionAndItsOutputIsKept() throws Exception {
        TrainingRecord record = trained("{command: [sh, -c, 'echo out of cheese; exit 1'], task: classification}", rows(),
                true);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("exit code 1", "out of cheese", "output.txt");
        assertThat(dir.resolve("training").resolve(Laboratory.MODEL).resolve(record.id()).resolve("output.txt")).content()
                .isEqualTo("out of cheese\n");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the command is a Unix shell's")
    void aCommandThatWritesNoVersionOfUseIsRejectedWithTheEdgesOwnWords() throws Exception {
        TrainingRecord record = trained(
                "{command: [sh, -c, 'cp $BACTRIAN_SERVING/model.yaml $BACTRIAN_SERVING/golden.json $BACTRIAN_OUT; echo x > $BACTRIAN_OUT/model.onnx'], task: classification}",
                rows(), true);
        assertThat(record.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(record.reason()).startsWith("the candidate is no version that an edge would serve: ").contains("sha256");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the command is a Unix shell's")
    void aCommandSeesNoHeldOutSample() throws Exception {
        TrainingRecord record = trained("{command: [sh, -c, 'cat $BACTRIAN_DATA; exit 1'], task: classification}",
                rows().subList(0, 200), true);
        List<String> seen = Files.readAllLines(
                dir.resolve("training").resolve(Laboratory.MODEL).resolve(record.id()).resolve("output.txt"));
        assertThat(record.used().heldOut()).isPositive();
        assertThat(seen).hasSize(record.used().training())
                .allSatisfy(line -> assertThat(line).contains("\"label\":", "\"weight\":", "\"inputs\":"));
    }
}
