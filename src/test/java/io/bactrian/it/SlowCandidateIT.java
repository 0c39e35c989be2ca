package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.Echo;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.PumpRows;
import io.bactrian.kit.Site;
import io.bactrian.train.SpoiledModel;

/** The answers' latency without and with a candidate that is slow. */
@Tag("alone")
@SuppressWarnings("try")
class SlowCandidateIT {
    private static final int DEVICES = 20;
    private static final int RATE = 300;

    @Test
    void aSlowCandidateDoesNotSlowTheAnswers() {
        try (var site = new ModelSite("slow", DEVICES, new PumpRows(),
                application -> Site.optimized(application).with("bactrian.rollout.gate.messages", 100_000))) {
            Histogram without;
            Histogram with;
            Histogram echo;
            try (var control = new Echo(site.site().mqtt().url()); var traffic = site.traffic(RATE)) {
                site.awaitResults(3 * RATE);
                site.site().ledger().latenciesSinceLast();
                site.awaitResults(4 * RATE);
                without = site.site().ledger().latenciesSinceLast();
                site.models().spoil(2, SpoiledModel.SLOW);
                site.awaitEvent(2, "shadowed");
                site.site().ledger().latenciesSinceLast();
                control.latenciesSinceLast();
                site.awaitResults(5 * RATE);
                with = site.site().ledger().latenciesSinceLast();
                echo = control.latenciesSinceLast();
            }
            ModelBooks.nothingHappened(site, DEVICES);
            var compared = site.status(2).path("comparison");
            System.out.printf("slow: ms without and with a candidate, and without the application: p50 %.1f, %.1f and %.1f, "
                    + "p99 %.1f, %.1f and %.1f; compared %s%n", millis(without, 50), millis(with, 50), millis(echo, 50),
                    millis(without, 99), millis(with, 99), millis(echo, 99), compared);
            assertThat(compared.path("messages").asLong() + compared.path("dropped").asLong()).as("seen or dropped")
                    .isPositive();
            assertThat(compared.path("latencyRatio").asDouble()).as("its time over the serving version's").isGreaterThan(3);
            assertThat(site.events().of(2)).containsExactly("shadowed");
            assertThat(site.answers().notBy(1, Instant.MIN)).as("answers of another version").isEmpty();
            notSlower(1, 50, without, with, echo);
            notSlower(10, 99, without, with, echo);
        }
    }

    /** Against what it was before, and what the control is meanwhile; both at least so many milliseconds. */
    private static void notSlower(double least, double percentile, Histogram without, Histogram with, Histogram echo) {
        assertThat(millis(with, percentile)).as("p%.0f in ms with a slow candidate", percentile)
                .isLessThan(3 * Math.max(least, Math.max(millis(without, percentile), millis(echo, percentile))));
    }

    private static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }
}
