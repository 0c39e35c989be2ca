package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;

class BrokerIT {
    private static final int MESSAGES = 4_000;
    private static final Duration PATIENCE = Patience.LONG;
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final String FORCED_STOP = "Timeout occurred during graceful shutdown";

    @Test
    void aBrokerThatIsStoppedAndStartedInMidStreamLosesNothing() {
        try (var site = new Site("restart", 20).open()) {
            var sending = site.fleet().sendAside(MESSAGES, 1000);
            site.await("half-way", PATIENCE, () -> site.ledger().answers() > MESSAGES / 3);
            site.mqtt().stop();
            site.await("noticed", PATIENCE, () -> site.application().metrics().sum("bactrian_mqtt_connected") == 0);
            site.mqtt().start();
            sending.join();
            Books.nothingLost(site.settle(PATIENCE));
            assertThat(site.application().stop()).as("ended by itself").isTrue();
            assertThat(site.application().log()).as("log of a stop that waits in vain where exchanges never come to their end")
                    .content().contains("bactrian stopped in").doesNotContain(FORCED_STOP);
        }
    }

    @Test
    void aBrokerThatIsKilledLosesNothingThatDevicesSendAgain() {
        try (var site = new Site("crash", 20).open()) {
            var sending = site.fleet().sendAside(MESSAGES, 1000);
            site.await("half-way", PATIENCE, () -> site.ledger().answers() > MESSAGES / 3);
            site.mqtt().kill();
            site.mqtt().start();
            sending.join();
            site.fleet().awaitAcknowledged();
            for (var round = 0; round < 5 && site.ledger().unanswered() > 0; round++) {
                site.settle(AGAIN);
                site.fleet().sendAgainUnanswered();
                site.fleet().awaitAcknowledged();
            }
            Books.nothingLost(site.settle(PATIENCE));
        }
    }

    @Test
    void theApplicationMayStartBeforeItsBroker() {
        try (var site = new Site("early", 5)) {
            site.application().launch();
            site.await("alive", PATIENCE, () -> site.application().get("/observe/health/live").isPresent());
            assertThat(site.application().ready()).as("ready without a broker").isFalse();
            site.mqtt().start();
            site.application().awaitReady(PATIENCE);
            site.fleet().connect();
            site.fleet().send(500, 1000);
            Books.nothingLost(site.settle(PATIENCE));
        }
    }
}
