package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batch makes of repeats, of restarts and of data that is wrong. */
class BatchTest {
    @TempDir
    private Path folder;

    @Test
    void theSameCommandOverTheSameFilesIsWrittenOnce() throws IOException {
        List<Sample> samples = Sample.normal(1, 200);
        LocalSpark.write(data("day.jsonl"), samples);
        Files.createDirectories(models().resolve("pump-anomaly/.1.new"));
        Files.writeString(models().resolve("pump-anomaly/.1.new/model.onnx"), "what a killed run left");

        assertThat(anomaly().code()).isZero();
        Parameters first = Parameters.of(version(1));
        LocalSpark.Run again = anomaly();
        assertThat(again.code()).isZero();
        assertThat(again.said()).contains("of this batch already");
        assertThat(models().resolve("pump-anomaly")).isDirectoryNotContaining("glob:**/2")
                .isDirectoryNotContaining("glob:**/.*");

        List<Sample> repeated = new ArrayList<>(samples);
        repeated.addAll(samples.subList(20, 120));
        Collections.shuffle(repeated, new Random(1));
        LocalSpark.write(data("day.jsonl"), repeated);
        assertThat(anomaly().code()).isZero();
        assertThat(first.distance(Parameters.of(version(2)))).as("samples that are there twice count once").isLessThan(1e-6);
    }

    @Test
    void wrongDataIsNamedAndNothingIsWritten() throws IOException {
        List<String> lines = new ArrayList<>(Sample.normal(1, 100).stream().map(Sample::line).toList());
        lines.set(70, lines.get(70).replace("[1, 30, 8]", "[1, 30, 7]"));
        lines.add("{\"id\": ");
        Files.createDirectories(folder.resolve("data"));
        Files.write(data("day.jsonl"), lines);
        LocalSpark.Run run = anomaly();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.said()).contains("2 lines cannot be used")
                .contains("data/day.jsonl, sample 'r-70' of 'pump-1': inputs[0].shape is [1,30,7], expected [1,30,8]")
                .contains("a line that begins with {\"id\": ");

        Files.writeString(data("day.jsonl"), "");
        refused(anomaly(), "has no samples: expected a JSON object a line");
        Files.delete(data("day.jsonl"));
        Files.delete(folder.resolve("data"));
        refused(anomaly(), "data is not there: expected a file, a folder or a pattern");
        assertThat(models()).doesNotExist();
    }

    @Test
    void labelsThatDoNotSufficeAreNamed() throws IOException {
        List<Sample> one = Sample.faults(5, 40);
        LocalSpark.write(data("day.jsonl"), one);
        refused(classifier(), "Labelled samples are of 1 devices, expected at least two");
        refused(anomaly("--target", "label", "--normal", "fine"),
                "No sample has the label 'fine' in label, only [bearing-wear, cavitation, low-flow, normal]");
        refused(classifier("--reference", "fine"), "--reference is fine, expected all or one of [bearing-wear");
        List<Sample> two = new ArrayList<>(Sample.normal(6, 40));
        two.addAll(one.stream().filter(each -> !each.label().equals("normal")).toList());
        LocalSpark.write(data("day.jsonl"), two);
        refused(classifier(), "is on no device to train on");
        assertThat(LocalSpark.run("classifier", "--data", "x", "--channels", "a").code()).isEqualTo(2);
    }

    @Test
    void normalRunningIsFittedAndOtherDevicesAreJudged() throws IOException {
        for (int pump = 30; pump < 33; pump++) {
            LocalSpark.write(data("day-%d.jsonl".formatted(pump)), Sample.faults(pump, 60));
        }
        LocalSpark.Run run = anomaly("--target", "label", "--why", "3");
        assertThat(run.code()).as(run.said()).isZero();
        assertThat(run.said()).contains("Fitting 120 windows").contains("windows: 240.0").contains("far: ").contains("auc: ");
        assertThat(Files.readString(version(1).resolve("model.yaml"))).contains("why:").contains("batch ")
                .contains("reference:");
    }

    private LocalSpark.Run anomaly(String... more) {
        return LocalSpark.train("anomaly", folder.resolve("data"), models(), more);
    }

    private LocalSpark.Run classifier(String... more) {
        List<String> all = new ArrayList<>(List.of("--target", "label"));
        all.addAll(List.of(more));
        return LocalSpark.train("classifier", folder.resolve("data"), models(), all.toArray(String[]::new));
    }

    private static void refused(LocalSpark.Run run, String because) {
        assertThat(run.said()).contains(because);
        assertThat(run.code()).isEqualTo(1);
    }

    private Path data(String file) {
        return folder.resolve("data").resolve(file);
    }

    private Path models() {
        return folder.resolve("models");
    }

    private Path version(int version) {
        return models().resolve("pump-anomaly").resolve(Integer.toString(version));
    }
}
