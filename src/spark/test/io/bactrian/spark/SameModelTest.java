package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.train.Fit;
import io.bactrian.train.FitOptions;
import io.bactrian.train.LabelledWindow;
import io.bactrian.train.SimulatedPump;
import io.bactrian.train.SingleMachine;

/** Spark and one machine find the same model. */
class SameModelTest {
    private static final int PUMPS = 6;
    private static final double SAME = 1e-6;

    @TempDir
    private Path folder;

    @Test
    void tSquaredOfPumpsHasTheParametersOfTheSingleMachine() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int pump = 0; pump < PUMPS; pump++) {
            List<Sample> own = Sample.normal(pump, 700);
            samples.addAll(own);
            LocalSpark.write(folder.resolve("data/day-%d.jsonl".formatted(pump)), own);
        }
        Path models = folder.resolve("models");
        LocalSpark.Run run = LocalSpark.train("anomaly", folder.resolve("data"), models);
        assertThat(run.code()).as(run.said()).isZero();
        assertThat(run.said()).contains("Fitting 4200 windows");

        Fit single = SingleMachine.anomaly(SimulatedPump.CHANNELS, windows(samples), FitOptions.DEFAULT);
        Parameters expected = Parameters.of(single.graph());
        Parameters found = Parameters.of(models.resolve("pump-anomaly/1"));
        report("T-squared", expected.distance(found));
        assertThat(expected.distance(found)).isLessThan(SAME);
        double limit = Double.parseDouble(expected.metadata().get("limit"));
        assertThat(Double.parseDouble(found.metadata().get("limit"))).isCloseTo(limit, within(SAME * limit));
    }

    @Test
    void smoothedTSquaredIsTheSameToo() throws IOException {
        List<Sample> samples = Sample.normal(9, 900);
        LocalSpark.write(folder.resolve("data/day.jsonl"), samples);
        Path models = folder.resolve("models");
        LocalSpark.Run run = LocalSpark.train("anomaly", folder.resolve("data"), models, "--smoothing", "0.05", "--ridge", "0",
                "--quantile", "0.5", "--factor", "12");
        assertThat(run.code()).as(run.said()).isZero();
        Fit single = SingleMachine.anomaly(SimulatedPump.CHANNELS, windows(samples),
                new FitOptions(Sample.WINDOW, 0, 0.5, 12, 0.05));
        double distance = Parameters.of(single.graph()).distance(Parameters.of(models.resolve("pump-anomaly/1")));
        report("smoothed T-squared", distance);
        assertThat(distance).isLessThan(SAME);
    }

    @Test
    void theClassifierHasTheParametersAndTheMeasuresOfTheSingleMachine() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int pump = 20; pump < 20 + PUMPS; pump++) {
            List<Sample> own = Sample.faults(pump, 150);
            samples.addAll(own);
            LocalSpark.write(folder.resolve("data/day-%d.jsonl".formatted(pump)), own);
        }
        Path models = folder.resolve("models");
        LocalSpark.Run run = LocalSpark.train("classifier", folder.resolve("data"), models, "--target", "label", "--reference",
                "normal");
        assertThat(run.code()).as(run.said()).isZero();

        TreeSet<Long> keys = new TreeSet<>();
        samples.forEach(each -> keys.add(SampleReader.key(each.device())));
        long last = List.copyOf(keys).get((int) Math.round(0.3 * PUMPS) - 1);
        List<Sample> training = samples.stream().filter(each -> SampleReader.key(each.device()) > last).toList();
        List<Sample> heldOut = samples.stream().filter(each -> SampleReader.key(each.device()) <= last).toList();
        Fit single = SingleMachine.classifier(SimulatedPump.CHANNELS, Sample.LABELS, windows(training), 1e-4);
        double distance = Parameters.of(single.graph()).distance(Parameters.of(models.resolve("pump-fault/1")));
        report("the classifier", distance);
        System.out.print(run.said());
        assertThat(distance).isLessThan(SAME);

        JsonNode manifest = new YAMLMapper().readTree(Files.readAllBytes(models.resolve("pump-fault/1/model.yaml")));
        JsonNode metrics = new ObjectMapper().valueToTree(SingleMachine.metrics(single, windows(heldOut)));
        assertThat(manifest.at("/provenance/metrics").properties()).isNotEmpty()
                .allSatisfy(each -> assertThat(each.getValue().doubleValue())
                        .isCloseTo(metrics.path(each.getKey()).doubleValue(), within(1e-6)));
        assertThat(manifest.at("/drift/reference").size()).isEqualTo(SimulatedPump.CHANNELS.size() + 2);
    }

    private static List<LabelledWindow> windows(List<Sample> samples) {
        return samples.stream().map(Sample::window).toList();
    }

    private static void report(String what, double distance) {
        System.out.printf("Parameters of %s on Spark and on one machine differ by %.1e of the largest at most%n", what,
                distance);
    }
}
