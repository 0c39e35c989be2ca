package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.Application;
import io.bactrian.kit.Echo;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;

@Tag("alone")
class OutageIT {
    private static final int PER_SECOND = 500;
    private static final Duration AWAY = Duration.ofSeconds(Long.getLong("bactrian.it.outage-seconds", 12));
    private static final double WORSE_AT_MOST = 20;

    @Test
    void answersGoOnWhileKafkaIsAwayAndEverySampleArrivesAfterwards() {
        try (var site = new Site("outage", 25, OutageIT::givingUpSoon).open(); var control = new Echo(site.mqtt().url())) {
            site.fleet().send(5 * PER_SECOND, PER_SECOND);
            site.ledger().latenciesSinceLast();
            site.fleet().send(5 * PER_SECOND, PER_SECOND);
            var before = site.ledger().latenciesSinceLast();
            var during = new Histogram[1];
            var echo = new Histogram[1];
            site.withoutKafka(() -> {
                control.latenciesSinceLast();
                site.fleet().send(AWAY.toSeconds() * PER_SECOND, PER_SECOND);
                during[0] = site.ledger().latenciesSinceLast();
                echo[0] = control.latenciesSinceLast();
                site.await("answering while Kafka is away", Patience.LONG, () -> site.ledger().unanswered() == 0);
            });
            site.fleet().send(2 * PER_SECOND, PER_SECOND);
            System.out.printf("outage: %d messages/s, p99 %.1f ms before, %.1f ms during (%d answers), %.1f ms without the "
                    + "application meanwhile, p50 %.1f and %.1f ms%n", PER_SECOND, millis(before, 99), millis(during[0], 99),
                    during[0].getTotalCount(), millis(echo[0], 99), millis(before, 50), millis(during[0], 50));
            var report = site.settle(Patience.LONG);
            Books.nothingLost(report);
            assertThat(site.application().metrics().sum("bactrian_spool_delivery_failed_total"))
                    .as("batches that failed, or keeping them was not tried").isPositive();
            Books.samplesInOrder(site, report);
            assertThat(millis(during[0], 99)).as("p99 in ms while Kafka is away, against the one before and the control's")
                    .isLessThan(WORSE_AT_MOST * Math.max(millis(before, 99), millis(echo[0], 99)));
        }
    }

    /** Kafka's client gives up on a batch after 5 s, not 120, and on asking where it belongs after 3 s, not 60, so that batches fail in this outage and the spool has to keep them. */
    private static Application givingUpSoon(Application application) {
        return Site.optimized(application).with("kafka.delivery.timeout.ms", 5_000)
                .with("kafka.request.timeout.ms", 2_000).with("kafka.max.block.ms", 3_000);
    }

    private static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }
}
