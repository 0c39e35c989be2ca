package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Site;

class OrderIT {
    @Test
    void answersOfADeviceKeepTheOrderOfItsMessagesUnderBatching() {
        try (var site = new Site("order", 30).open()) {
            assumeTrue(site.mqtt().keepsOrder(), site.mqtt().name() + " itself does not keep the order");
            site.fleet().send(30 * 35, 0);
            site.fleet().send(30_000, 0);
            var report = site.settle(Duration.ofSeconds(60));
            Books.nothingLost(report);
            Books.inOrder(report);
            var metrics = site.application().metrics();
            var runs = metrics.sum("bactrian_infer_batch_size_count");
            var rows = metrics.sum("bactrian_infer_batch_size_sum");
            System.out.printf("order: %.0f rows in %.0f runs of the model%n", rows, runs);
            assertThat(rows / runs).as("rows a run of the model, or nothing was batched").isGreaterThan(1.5);
        }
    }
}
