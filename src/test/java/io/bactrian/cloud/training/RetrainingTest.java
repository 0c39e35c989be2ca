package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.train.FitOptions;
import io.bactrian.train.WindowTrainer;

class RetrainingTest {
    private static final int PRESSURE = 3;
    static final WindowTrainer CLASSIFIER = new WindowTrainer.Classifier(Windows.WINDOW, 10, 0.3, null, 1);
    static final WindowTrainer ANOMALY = new WindowTrainer.Anomaly(FitOptions.DEFAULT, Set.of("normal"));

    @TempDir
    private Path dir;

    /** The sensors' scale moved. */
    static double[] drifted(double[] row) {
        double[] moved = row.clone();
        moved[PRESSURE] = 1.5 * moved[PRESSURE] + 1;
        moved[0] *= 1.4;
        moved[7] *= 0.8;
        return moved;
    }

    @Test
    void aBetterClassifierAfterDriftIsAcceptedAndDeployed() throws Exception {
        List<Row> now = Windows.of(Laboratory.MODEL, 2, 6, RetrainingTest::drifted);
        try (Laboratory laboratory = new Laboratory(dir, now,
                "{trainer: classifier, trusted: [technician], evaluation: {group-by: site}, deploy: {mode: auto}}")) {
            laboratory.serve(CLASSIFIER, Windows.of(Laboratory.MODEL, 1, 6));
            TrainingRecord record = laboratory.train();
            assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.ACCEPTED);
            assertThat(laboratory.versions.deployed).containsExactly("pump-fault 2");
        }
    }

    @Test
    void aBetterAlarmAfterDriftIsAccepted() throws Exception {
        List<Row> now = Windows.of(Laboratory.MODEL, 2, 6, RetrainingTest::drifted);
        try (Laboratory laboratory = new Laboratory(dir, now, "{trainer: anomaly}")) {
            laboratory.serve(ANOMALY, Windows.of(Laboratory.MODEL, 1, 6));
            TrainingRecord record = laboratory.train();
            assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.ACCEPTED);
            assertThat(laboratory.versions.deployed).as("deployment is manual").isEmpty();
        }
    }
}
