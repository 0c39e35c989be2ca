package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.bactrian.kit.Report;
import io.bactrian.kit.Site;

class SpoolIT {
    private static final int MESSAGES = 6_000;
    private static final int PER_SECOND = 3_000;
    private static final Duration PATIENCE = Patience.LONG;

    @Test
    void aFullSpoolThatBlocksLeavesTheRestAtTheBrokerAndLosesNothing() {
        try (var site = full("block")) {
            site.withoutKafka(() -> {
                site.fleet().send(MESSAGES, PER_SECOND);
                site.await("without room", PATIENCE, () -> site.application().metrics().sum("bactrian_spool_blocked") > 0);
                assertThat(site.ledger().unanswered()).as("messages left at the broker").isPositive();
            });
            Books.nothingLost(site.settle(PATIENCE));
            assertThat(dropped(site)).isZero();
        }
    }

    @Test
    void aKillWhileSamplesWaitForTheDiskLosesNothing() {
        try (var site = full("waiting", "block")) {
            site.withoutKafka(() -> {
                site.fleet().send(MESSAGES / 2, PER_SECOND);
                site.application().kill();
                site.application().launch();
            });
            site.application().awaitReady(PATIENCE);
            Books.nothingLost(site.settle(PATIENCE));
        }
    }

    @Test
    void aFullSpoolThatDropsTheNewestKeepsTheOldestAndCountsTheRest() {
        try (var site = full("drop-newest")) {
            var report = overflow(site);
            assertThat(report.lostSamples()).as("the first of a device is kept").noneMatch(id -> id.endsWith("-0"));
        }
    }

    @Test
    void aFullSpoolThatDropsTheOldestKeepsTheNewestAndCountsTheRest() {
        try (var site = full("drop-oldest")) {
            var report = overflow(site);
            assertThat(report.lostSamples()).as("the old went first, but for those being sent").contains("drop-oldest-0-100");
            assertThat(site.ledger().sampled("drop-oldest-0-" + (MESSAGES / 20 - 1))).as("the newest is kept").isTrue();
            Books.samplesInOrder(site, report);
        }
    }

    @Test
    void aSpoolFileTornInTheMiddleIsQuarantinedLoudlyAndTheServiceStarts() throws IOException {
        try (var site = new Site("torn", 10).open()) {
            site.withoutKafka(() -> {
                site.fleet().send(2_000, 2_000);
                site.await("answered", PATIENCE, () -> site.ledger().unanswered() == 0);
                site.application().kill();
                tear(site.application().directory().resolve("spool"));
                site.application().start();
            });
            var log = Files.readString(site.application().log());
            assertThat(log).containsPattern("ERROR.*is corrupt.*quarantined");
            try (var files = Files.list(site.application().directory().resolve("spool"))) {
                assertThat(files).anyMatch(file -> file.getFileName().toString().contains("corrupt"));
            }
            var before = site.ledger().samples();
            site.fleet().send(500, 1_000);
            site.await("sampling again", PATIENCE,
                    () -> site.ledger().samples() >= before + 500 && site.ledger().unanswered() == 0);
        }
    }

    private static Site full(String overflowPolicy) {
        return full(overflowPolicy, overflowPolicy);
    }

    private static Site full(String name, String overflowPolicy) {
        return new Site(name, 20,
                application -> application.with("bactrian.spool.max-bytes", "1M").with("bactrian.spool.overflow-policy",
                        overflowPolicy))
                .open();
    }

    private static Report overflow(Site site) {
        site.withoutKafka(() -> {
            site.fleet().send(MESSAGES, PER_SECOND);
            site.await("answering with a full spool", PATIENCE, () -> site.ledger().unanswered() == 0);
        });
        site.await("through its spool", PATIENCE, () -> site.ledger().samples() + dropped(site) >= MESSAGES);
        var report = site.settle(Duration.ofSeconds(1));
        assertThat(report.unanswered()).as("messages without an answer").isZero();
        assertThat(report.unsampled()).as("samples dropped, as the books say and as the service counts").isPositive()
                .isEqualTo(dropped(site));
        return report;
    }

    private static long dropped(Site site) {
        var metrics = site.application().metrics();
        return (long) (metrics.sum("bactrian_spool_dropped_oldest_total") + metrics.sum("bactrian_spool_dropped_newest_total"));
    }

    private static void tear(Path directory) {
        try (var files = Files.list(directory)) {
            for (var file : files.filter(path -> path.toString().matches(".*\\.db(-wal)?")).toList()) {
                scribble(file);
            }
        } catch (IOException e) {
            throw new AssertionError("The spool in " + directory + " cannot be torn", e);
        }
    }

    private static void scribble(Path path) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            var middle = file.length() / 2;
            var garbage = new byte[(int) Math.min(64 << 10, file.length() / 4)];
            Arrays.fill(garbage, (byte) 0xA5);
            file.seek(middle);
            file.write(garbage);
        }
    }
}
