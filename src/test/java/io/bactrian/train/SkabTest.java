package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import ai.onnxruntime.OrtException;

class SkabTest {
    @Test
    void theFittedModelsFindTheClosingValves() throws OrtException {
        Optional<List<Skab.Experiment>> experiments = Skab.valve1();
        if (experiments.isEmpty()) {
            System.out.println("SKIPPED: SKAB evaluation, no valve1-0.csv to valve1-15.csv in " + Skab.wanted()
                    + "; give the directory above it with -Dbactrian.data=DIR");
        }
        assumeTrue(experiments.isPresent(), () -> "no SKAB data in " + Skab.wanted());
        Skab.Score score = new Skab.Score();
        for (Skab.Experiment experiment : experiments.orElseThrow()) {
            HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, experiment.fitting(), FitOptions.DEFAULT);
            try (OnnxScorer scorer = new OnnxScorer(fit.graph().toByteArray(), FitOptions.DEFAULT.window())) {
                long[] anomaly = scorer.slide(experiment.rows(), Skab.FITTING_ROWS).anomaly();
                for (int a = 0; a < anomaly.length; a++) {
                    score.count(anomaly[a] == 1, experiment.anomaly()[Skab.FITTING_ROWS + a]);
                }
            }
        }
        System.out.println(score);
        assertThat(score.f1()).isGreaterThanOrEqualTo(0.82);
    }
}
