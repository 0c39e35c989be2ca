package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import ai.onnxruntime.OrtException;

class SkabTest {
    @Test
    void theFittedModelsFindTheClosingValves() throws OrtException {
        Skab.Score score = score(FitOptions.DEFAULT);

        assertThat(score.f1()).isGreaterThanOrEqualTo(0.82);
    }

    @Test
    void smoothedMeansFindThemWithFewerFalseAlarms() throws OrtException {
        Skab.Score score = score(FitOptions.SMOOTHED);

        assertThat(score.f1()).isGreaterThanOrEqualTo(0.83);
        assertThat(score.far()).isLessThanOrEqualTo(0.2);
    }

    private static Skab.Score score(FitOptions options) throws OrtException {
        Skab.Score score = new Skab.Score();
        for (Skab.Experiment experiment : experiments()) {
            HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, experiment.fitting(), options);
            try (OnnxScorer scorer = new OnnxScorer(fit.graph().toByteArray(), options.window())) {
                long[] anomaly = scorer.slide(experiment.rows(), Skab.FITTING_ROWS).anomaly();
                for (int a = 0; a < anomaly.length; a++) {
                    score.count(anomaly[a] == 1, experiment.anomaly()[Skab.FITTING_ROWS + a]);
                }
            }
        }
        System.out.println(score + ", " + options);
        return score;
    }

    /**
     * Window, smoothing and factor are the same for all files, but somebody chose them. So each file is judged by those that are best on
     * the other fifteen, with at most 20 % false alarms there.
     */
    @Test
    void whatIsChosenOnFifteenFilesHoldsOnTheSixteenth() {
        Map<FitOptions, List<Skab.Score>> all = new LinkedHashMap<>();
        for (int window : new int[]{30, 60, 90, 120}) {
            for (double smoothing : new double[]{0.03, 0.05, 0.07, 0.1}) {
                each(window, smoothing, all);
            }
        }
        Skab.Score together = new Skab.Score();
        for (int file = 0; file < experiments().size(); file++) {
            int left = file;
            all.values().stream().max(Comparator.comparingDouble(scores -> value(scores, left))).orElseThrow().get(file)
                    .addTo(together);
        }
        System.out.println(together + ", each file with options chosen on the others");
        assertThat(together.f1()).isGreaterThanOrEqualTo(0.83);
        assertThat(together.far()).isLessThanOrEqualTo(0.2);
    }

    /** Over all files but one; below 0 where there are more false alarms than may be. */
    private static double value(List<Skab.Score> scores, int without) {
        Skab.Score sum = new Skab.Score();
        for (int file = 0; file < scores.size(); file++) {
            if (file != without) {
                scores.get(file).addTo(sum);
            }
        }
        return sum.far() > 0.2 ? -sum.far() : sum.f1();
    }

    private static void each(int window, double smoothing, Map<FitOptions, List<Skab.Score>> all) {
        int[] factors = {4, 6, 8, 10, 12, 14, 16, 20};
        for (Skab.Experiment experiment : experiments()) {
            HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, experiment.fitting(),
                    new FitOptions(window, 0.1, 0.99, 1, smoothing));
            Skab.Score[] scores = Stream.generate(Skab.Score::new).limit(factors.length).toArray(Skab.Score[]::new);
            for (int row = Skab.FITTING_ROWS; row < experiment.rows().length; row++) {
                double score = fit.score(experiment.rows(), row);
                for (int f = 0; f < factors.length; f++) {
                    scores[f].count(score > factors[f], experiment.anomaly()[row]);
                }
            }
            for (int f = 0; f < factors.length; f++) {
                all.computeIfAbsent(new FitOptions(window, 0.1, 0.99, factors[f], smoothing), made -> new ArrayList<>())
                        .add(scores[f]);
            }
        }
    }

    private static List<Skab.Experiment> experiments() {
        Optional<List<Skab.Experiment>> experiments = Skab.valve1();
        if (experiments.isEmpty()) {
            System.out.println("SKIPPED: SKAB evaluation, no valve1-0.csv to valve1-15.csv in " + Skab.wanted()
                    + "; give the directory above it with -Dbactrian.data=DIR");
        }
        assumeTrue(experiments.isPresent(), () -> "no SKAB data in " + Skab.wanted());
        return experiments.orElseThrow();
    }
}
