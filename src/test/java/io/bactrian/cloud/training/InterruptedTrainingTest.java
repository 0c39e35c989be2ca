package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;

/** What a training leaves where its process ends in the middle: files are copied as they are at that moment, and another process goes on. */
@ExpectedErrors("io.bactrian.cloud.training")
class InterruptedTrainingTest {
    private static final String PLAN = "{trainer: classifier, deploy: {mode: auto}}";

    @TempDir
    private Path dir;

    private Laboratory laboratory(String name, String plan) throws IOException {
        List<Row> rows = Windows.of(Laboratory.MODEL, 1, 5);
        Laboratory laboratory = new Laboratory(dir.resolve(name), rows, plan);
        laboratory.serve(RetrainingTest.CLASSIFIER, Windows.of(Laboratory.MODEL, 2, 5));
        return laboratory;
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the command is a Unix shell's")
    void aStopEndsTheCommandAndTheNextStartTrainsAnew() throws Exception {
        Laboratory laboratory = laboratory("stop", "{command: [sh, -c, 'echo $$ > pid; sleep 100000'], task: classification}");
        laboratory.training.request(Laboratory.MODEL, "Ann");
        laboratory.training.step();
        String id = laboratory.status().pending().id();
        Path pid = laboratory.dir.resolve("training").resolve(Laboratory.MODEL).resolve(id).resolve("pid");
        await().atMost(Patience.LONG).until(() -> Files.exists(pid) && Files.size(pid) > 0);
        ProcessHandle command = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        laboratory.close();
        await().atMost(Patience.LONG).until(() -> !command.isAlive());
        assertThat(laboratory.status().history()).isEmpty();

        laboratory.write(PLAN);
        laboratory.start();
        assertThat(laboratory.status().pending().id()).isEqualTo(id);
        laboratory.training.step();
        assertThat(laboratory.ended(0).id()).isEqualTo(id);
        laboratory.close();
    }

    @Test
    void aKillAfterTheVersionIsInThePoolAddsNoSecondOne() throws Exception {
        Laboratory laboratory = laboratory("kill", PLAN);
        CountDownLatch added = new CountDownLatch(1);
        CountDownLatch copied = new CountDownLatch(1);
        laboratory.versions.afterAdding = () -> {
            added.countDown();
            try {
                copied.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        laboratory.training.request(Laboratory.MODEL, "Ann");
        laboratory.training.step();
        added.await();
        Path state = laboratory.dir.resolve("training").resolve(Laboratory.MODEL).resolve("state.json");
        byte[] atTheKill = Files.readAllBytes(state);
        copied.countDown();
        laboratory.ended(0);
        laboratory.close();
        Files.write(state, atTheKill);
        laboratory.versions.deployed.clear();

        laboratory.start();
        laboratory.training.step();
        TrainingRecord ended = laboratory.ended(0);
        assertThat(ended.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(ended.version()).isEqualTo(2);
        assertThat(laboratory.versions.newest()).isEqualTo(2);
        assertThat(laboratory.versions.deployed).as("the kill was before it was deployed").containsExactly("pump-fault 2");
        laboratory.close();
    }

    @Test
    void aTrainingThatEndsTheProcessIsBegunThreeTimesAndNoMore() throws Exception {
        Laboratory laboratory = laboratory("again", PLAN);
        laboratory.training.request(Laboratory.MODEL, "Ann");
        Path state = laboratory.dir.resolve("training").resolve(Laboratory.MODEL).resolve("state.json");
        byte[] asked = Files.readAllBytes(state);
        laboratory.close();
        Files.writeString(state, new String(asked, StandardCharsets.UTF_8).replace("\"starts\":0", "\"starts\":3"));

        laboratory.start();
        laboratory.training.step();
        TrainingRecord ended = laboratory.ended(0);
        assertThat(ended.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ended.reason()).startsWith("the process ended 3 times while this training was under way");
        assertThat(laboratory.status().pending()).isNull();
        laboratory.close();
    }

    @Test
    void anErrorEndsOneTrainingAndNoOther() throws Exception {
        Laboratory laboratory = laboratory("error", PLAN);
        laboratory.versions.afterAdding = () -> {
            throw new NoClassDefFoundError("a library that is missing");
        };
        TrainingRecord failed = laboratory.train();
        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.reason()).contains("a library that is missing");

        laboratory.versions.afterAdding = () -> {
        };
        assertThat(laboratory.train().outcome()).isNotEqualTo(Outcome.FAILED);
        laboratory.close();
    }

    @Test
    void aDamagedStateIsPutAsideAndTrainingGoesOn() throws Exception {
        Laboratory laboratory = laboratory("damaged", PLAN);
        laboratory.train();
        laboratory.close();
        Path folder = laboratory.dir.resolve("training").resolve(Laboratory.MODEL);
        Files.writeString(folder.resolve("state.json"), "{\"history\": [");
        laboratory.start();
        assertThat(laboratory.status().history()).isEmpty();
        assertThat(folder.resolve("state.json.corrupt")).exists();
        laboratory.train();
        laboratory.close();
    }
}
