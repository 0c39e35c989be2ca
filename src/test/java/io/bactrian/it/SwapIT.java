package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Application;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;

class SwapIT {
    private static final int SWAPS = 200;
    private static final int KEPT = 3;
    private static final Duration PATIENCE = Patience.LONG;

    private final ModelsFolder models = new ModelsFolder();

    @Test
    void twoHundredSwapsUnderLoadLoseNothingAndLeaveMemoryFlat() {
        try (var site = new Site("swap", 20, this::configure).open()) {
            var over = new AtomicBoolean();
            var load = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    site.fleet().send(50, 500);
                }
            });
            List<Long> resident = new ArrayList<>();
            for (int version = 2; version <= SWAPS + 1; version++) {
                swap(site, version);
                resident.add(site.application().process().residentBytes());
                if (version == SWAPS / 4) {
                    site.ledger().latenciesSinceLast();
                }
                if (version % 20 == 1) {
                    System.out.printf("swap: version %d serves, %d MB resident, %d messages%n", version,
                            resident.get(resident.size() - 1) >> 20, site.ledger().sent());
                }
            }
            over.set(true);
            load.join();
            var latencies = site.ledger().latenciesSinceLast();
            System.out.printf("swap: p50 %.1f ms, p99 %.1f ms over swaps %d to %d%n",
                    latencies.getValueAtPercentile(50) / 1000.0, latencies.getValueAtPercentile(99) / 1000.0, SWAPS / 4, SWAPS);
            var report = site.settle(PATIENCE);
            Books.nothingLost(report);
            Books.inOrder(site, report);
            assertThat(report.duplicateAnswers()).as("messages answered twice, %s", report).isZero();
            assertThat(site.ledger().errors()).as("messages answered with an error").isZero();
            assertThat(site.application().metrics().sum("bactrian_mqtt_retried_total")).as("messages held and tried again")
                    .isZero();
            assertThat(site.application().metrics().sum("bactrian_infer_versions")).as("versions in memory")
                    .isLessThanOrEqualTo(2);
            memoryIsFlat(resident);
        }
    }

    private void swap(Site site, int version) {
        models.drop(version);
        site.await("version " + version + " serves", PATIENCE,
                () -> site.application().metrics().sum("bactrian_model_serving") == version);
        if (version > KEPT) {
            models.remove(version - KEPT);
        }
    }

    private static void memoryIsFlat(List<Long> resident) {
        var early = median(resident.subList(SWAPS / 4, SWAPS / 2));
        var late = median(resident.subList(SWAPS * 3 / 4, SWAPS));
        System.out.printf("swap: median of resident memory %d MB over swaps %d to %d, %d MB over %d to %d%n", early >> 20,
                SWAPS / 4, SWAPS / 2, late >> 20, SWAPS * 3 / 4, SWAPS);
        assertThat((double) late / early).as("resident memory late over early").isLessThan(1.08);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private Application configure(Application application) {
        return Site.optimized(application).with("bactrian.models.dir", models.path()).with("bactrian.models.scan", "50ms")
                .with("bactrian.rollout.promote", "immediate").jvm("-Xmx160m").jvm("-Xms160m").jvm("-XX:+AlwaysPreTouch");
    }
}
