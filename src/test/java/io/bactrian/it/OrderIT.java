package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

class OrderIT {
    @Test
    void answersOfADeviceKeepTheOrderOfItsMessagesUnderBatching() {
        try (var site = new Site("order", 30).open()) {
            assumeTrue(site.mqtt().keepsOrder(), site.mqtt().name() + " itself does not keep the order");
            site.fleet().send(30 * 35, 0);
            site.fleet().send(30_000, 0);
            var report = site.settle(Patience.LONG);
            Books.nothingLost(report);
            Books.inOrder(site, report);
            var metrics = site.application().metrics();
            var runs = metrics.sum("bactrian_infer_batch_size_count");
            var rows = metrics.sum("bactrian_infer_batch_size_sum");
            System.out.printf("order: %.0f rows in %.0f runs of the model%n", rows, runs);
            assertThat(rows / runs).as("rows a run of the model, or nothing was batched").isGreaterThan(1.5);
        }
    }

    @Test
    void answersOfADeviceKeepTheOrderOfItsMessagesOverSeveralThreadsOfTheModel() throws IOException {
        var models = modelOnThreads(3);
        try (var site = new Site("workers", 30, application -> application.with("bactrian.models.dir", models)).open()) {
            assumeTrue(site.mqtt().keepsOrder(), site.mqtt().name() + " itself does not keep the order");
            site.fleet().send(15_000, 0);
            var report = site.settle(Patience.LONG);
            Books.nothingLost(report);
            Books.inOrder(site, report);
        }
    }

    private static Path modelOnThreads(int threads) throws IOException {
        var shipped = Path.of("models", "pump-anomaly", "1");
        var models = Scratch.directory("models");
        var model = Files.createDirectories(models.resolve("pump-anomaly").resolve("1"));
        Files.copy(shipped.resolve("model.onnx"), model.resolve("model.onnx"));
        var manifest = Files.readString(shipped.resolve("model.yaml"));
        assertThat(manifest).contains("threads: 1");
        Files.writeString(model.resolve("model.yaml"), manifest.replace("threads: 1", "threads: " + threads));
        return models;
    }
}
