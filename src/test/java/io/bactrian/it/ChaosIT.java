package io.bactrian.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.Metrics;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;

/**
 * 49 good devices and a hostile one, at a broker with rules, limits and restarts, a Kafka that goes and lacks a topic, and a disk that fills.
 * {@link ChaosSettings} has the system properties.
 */
@Tag("alone")
class ChaosIT {
    private static final Duration STILL = Duration.ofSeconds(60);
    private static final double HEAP_GROWTH = 1.25;
    private static final int HEAP_MEGABYTES = 32;
    private static final int THREADS = 10;
    private static final int FILES = 30;

    @Test
    void oneHostileDeviceHarmsNobody() {
        assumeTrue(MosquittoBroker.executable().isPresent(), "NOT PROVED: this needs mosquitto on PATH or in /usr/sbin");
        var settings = ChaosSettings.fromProperties();
        System.out.println("chaos: " + settings);
        try (var site = new ChaosSite(settings)) {
            var run = new ChaosRun(site.open(), settings);
            run.run();
            settle(site);
            var metrics = site.application().metrics();
            var softly = new SoftAssertions();
            goodDevices(softly, site, run);
            hostileDevice(softly, site, metrics);
            health(softly, new Verdict(site.watch().moments()));
            flat(softly, new Verdict(site.watch().moments()), run);
            nothingStuck(softly, site, metrics);
            softly.assertAll();
        }
    }

    private static void settle(ChaosSite site) {
        site.watch().phase("settling");
        Patience.whileItMoves(() -> site.ledger().answers() + site.ledger().samples() - site.books().owed(), STILL,
                () -> !site.application().process().alive() || settled(site));
    }

    private static boolean settled(ChaosSite site) {
        return site.ledger().unanswered() == 0 && site.ledger().unsampled() == 0 && site.books().owed() == 0
                && waiting(site.application().metrics()) == 0;
    }

    private static double waiting(Metrics metrics) {
        return metrics.sum("bactrian_mqtt_held") + metrics.sum("bactrian_spool_records");
    }

    private static void goodDevices(SoftAssertions softly, ChaosSite site, ChaosRun run) {
        var report = site.ledger().report();
        System.out.printf("chaos: good devices: %s, %d sent again after a kill%n", report, site.good().sentAgain());
        System.out.printf("chaos: p99 %.1f ms without the hostile device, %.1f ms with it%n", run.phase("quiet").millis(99),
                run.phase("hostile").millis(99));
        softly.assertThat(report.lostAnswers()).as("good messages without an answer, %s", report).isEmpty();
        softly.assertThat(report.lostSamples()).as("good messages without a sample, %s", report).isEmpty();
        softly.assertThat(site.ledger().errors()).as("good messages answered with an error").isZero();
        softly.assertThat(site.good().refused()).as("good messages that the broker did not take").isZero();
        softly.assertThat(run.outOfOrderInQuiet()).as("answers out of order while nothing happened").isZero();
    }

    private static void hostileDevice(SoftAssertions softly, ChaosSite site, Metrics metrics) {
        System.out.printf("chaos: hostile device: %s%nchaos: %s%n", site.books(), site.hostile().done());
        var dropped = metrics.sum("bactrian_spool_dropped_oldest_total") + metrics.sum("bactrian_spool_dropped_newest_total");
        softly.assertThat(site.books().owed()).as("hostile messages that ended nowhere, %.0f counted as dropped: %s", dropped,
                site.books().someOwed()).isLessThanOrEqualTo((long) dropped);
    }

    private static void health(SoftAssertions softly, Verdict verdict) {
        System.out.printf("chaos: %d s with a wait that is too long, %d s not ready, short spells: %s%n", verdict.tooLong(),
                verdict.notReady(), verdict.blips());
        softly.assertThat(verdict.silent()).as("good devices waited, and readiness said nothing").isEmpty();
        softly.assertThat(verdict.falseAlarms()).as("not ready, and no good device waited").isEmpty();
    }

    private static void flat(SoftAssertions softly, Verdict verdict, ChaosRun run) {
        var heap = Math.min(run.phase("hostile").heap(), run.phase("denial").heap());
        var heapLater = Math.min(run.phase("disk").heap(), run.phase("recovery").heap());
        var threads = verdict.median(2, Moment::threads);
        var threadsLater = verdict.median(4, Moment::threads);
        var files = verdict.median(2, Moment::files);
        var filesLater = verdict.median(4, Moment::files);
        System.out.printf(
                "chaos: second and last quarter: heap %d and %d MB, threads %d and %d, files %d and %d, resident %d and %d MB%n",
                heap, heapLater, threads, threadsLater, files, filesLater, verdict.median(2, Moment::residentMegabytes),
                verdict.median(4, Moment::residentMegabytes));
        softly.assertThat(heapLater).as("megabytes of heap in the last quarter, %d in the second", heap)
                .isLessThanOrEqualTo((long) (heap * HEAP_GROWTH) + HEAP_MEGABYTES);
        softly.assertThat(threadsLater).as("threads in the last quarter").isLessThanOrEqualTo(threads + THREADS);
        softly.assertThat(filesLater).as("open files in the last quarter").isLessThanOrEqualTo(files + FILES);
    }

    private static void nothingStuck(SoftAssertions softly, ChaosSite site, Metrics metrics) {
        softly.assertThat(metrics.sum("bactrian_mqtt_held")).as("messages held").isZero();
        softly.assertThat(metrics.sum("bactrian_spool_records")).as("records in the spools").isZero();
        softly.assertThat(site.application().stop()).as("the application ended by itself").isTrue();
        softly.assertThat(Session.left(site.broker().url(), "bactrian")).as("messages left at the broker").isEmpty();
    }
}
