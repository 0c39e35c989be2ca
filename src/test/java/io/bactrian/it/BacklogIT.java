package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;

class BacklogIT {
    private static final int MESSAGES = 100_000;
    /** The broker sets no bound, so that the application's own has to hold. */
    private static final int WHAT_MQTT_ALLOWS = 65_535;

    @Test
    void aHundredThousandQueuedMessagesAreAnsweredInOneStartWithASmallHeap() {
        try (var site = new Site("backlog", 50, WHAT_MQTT_ALLOWS, application -> Site.optimized(application).jvm("-Xmx256m"))
                .open()) {
            site.fleet().send(50, 1000);
            Books.nothingLost(site.settle(Patience.LONG));
            site.application().stop();
            site.fleet().send(MESSAGES, 0);
            site.fleet().awaitAcknowledged();
            assertThat(site.ledger().unanswered()).as("messages queued at the broker").isEqualTo(MESSAGES);

            var start = System.nanoTime();
            site.application().start();
            var peak = new long[1];
            assertThat(Patience.whileItMoves(site.ledger()::answers, Patience.LONG, () -> {
                peak[0] = Math.max(peak[0], site.application().process().residentBytes());
                return site.ledger().answers() >= MESSAGES && site.ledger().unanswered() == 0;
            })).as("through the backlog").isTrue();
            var seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("backlog: %,d messages in %.1f s with the start, resident at most %,d MB with -Xmx256m%n",
                    MESSAGES, seconds,
                    peak[0] >> 20);
            Books.nothingLost(site.settle(Patience.LONG));
        }
    }
}
