package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

class ClassifierFitTest {
    private static final Dataset FLEET = SimulatedFleet.training(3, 6).faults();
    private static final List<Window> WINDOWS = Split.inTime(FLEET, 30, 2, 0).training();
    private static final LogisticTrainer TRAINER = new LogisticTrainer(5, 0.3, 1);

    @Test
    void theLabelIsTheMostProbableAndProbabilitiesAddUpToOne() {
        ClassifierFit fit = fit(FLEET, TRAINER);

        for (Window window : WINDOWS) {
            double[] probabilities = fit.probabilities(window.series().rows(), window.end());
            assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
            assertThat(fit.answer(window.series().rows(), window.end()).get("label")[0])
                    .isEqualTo(ClassifierFit.largest(probabilities));
        }
    }

    @Test
    void labelsKeepTheirPlacesWhateverIsMetFirst() {
        List<Window> backwards = new ArrayList<>(WINDOWS);
        Collections.reverse(backwards);

        for (List<Window> windows : List.of(WINDOWS, backwards)) {
            ClassifierFit fit = ClassifierFit.of(FLEET.channels(), FLEET.labels(), 30, windows, TRAINER, Reading.QUIET);
            LabelEvaluation evaluation = LabelEvaluation.of(fit,
                    Split.inTime(SimulatedFleet.heldOut(3, 3).faults(), 30, 1, 0).training(), Reading.QUIET);
            assertThat(evaluation.confusion().macroF1()).isGreaterThan(0.95);
        }
    }

    @Test
    void theUnitOfAChannelDoesNotMatter() {
        List<Series> scaled = FLEET.series().stream().map(each -> new Series(each.device(),
                Arrays.stream(each.rows()).map(row -> {
                    double[] other = row.clone();
                    other[0] *= 1024;
                    other[7] /= 1024;
                    return other;
                }).toArray(double[][]::new), each.target())).toList();
        Dataset other = new Dataset(FLEET.channels(), FLEET.labels(), scaled);
        ClassifierFit fit = fit(FLEET, TRAINER);
        ClassifierFit rescaled = fit(other, TRAINER);

        for (int end = 40; end < 600; end += 7) {
            double[] expected = fit.probabilities(FLEET.series().get(0).rows(), end);
            assertThat(rescaled.probabilities(scaled.get(0).rows(), end)).containsExactly(expected, within(1e-9));
        }
    }

    @Test
    void oneSeedGivesOneModelAndAnotherAnother() {
        byte[] model = fit(FLEET, TRAINER).graph().toByteArray();

        assertThat(fit(FLEET, TRAINER).graph().toByteArray()).isEqualTo(model);
        assertThat(fit(FLEET, new LogisticTrainer(5, 0.3, 2)).graph().toByteArray()).isNotEqualTo(model);
    }

    @Test
    void aLabelWithoutAWindowIsRefused() {
        assertThatThrownBy(() -> ClassifierFit.of(FLEET.channels(), List.of("normal", "low-flow", "bearing-wear",
                "cavitation", "leak"), 30, WINDOWS, TRAINER, Reading.QUIET)).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("Label 'leak' has no window of 30 rows", "--window", "--split");
        assertThatThrownBy(() -> ClassifierFit.of(FLEET.channels(), List.of("normal"), 30, WINDOWS, TRAINER, Reading.QUIET))
                .hasMessageContainingAll("[normal]", "at least two", "--target");
    }

    private static ClassifierFit fit(Dataset data, LogisticTrainer trainer) {
        return ClassifierFit.of(data.channels(), data.labels(), 30, Split.inTime(data, 30, 2, 0).training(), trainer,
                Reading.QUIET);
    }
}
