package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.bactrian.train.Dataset.Window;

class JudgedTest {
    private static final int ROWS = 3000;

    @Test
    void partsThatAreMergedAreJudgedAsTheWhole() {
        Dataset fleet = new SimulatedFleet(5, 2).anomalies();
        HotellingFit fit = HotellingFit.of(fleet.channels(), new SimulatedPump(5).next(ROWS), FitOptions.DEFAULT);
        List<Window> windows = IntStream.range(29, fleet.series().get(0).rows().length)
                .mapToObj(end -> new Window(fleet.series().get(0), end)).toList();

        Judged merged = new Judged(fit);
        for (int part = 0; part < windows.size(); part += 700) {
            Judged own = new Judged(fit);
            for (Window each : windows.subList(part, Math.min(windows.size(), part + 700))) {
                own.add(fit, fit.windowFeatures().of(each.series().rows(), each.end()), (int) each.target());
            }
            merged.merge(own).merge(new Judged(fit));
        }

        assertThat(merged.evaluation().metrics()).isEqualTo(LabelEvaluation.of(fit, windows, Reading.QUIET).metrics())
                .containsKeys("f1", "far", "mar", "auc").containsEntry("windows", (double) windows.size());
    }
}
