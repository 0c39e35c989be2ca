package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;

class KillIT {
    private static final int KILLS = 20;
    private static final int MESSAGES = 20_000;
    private static final long SEED = 20_260_101;

    @Test
    void twentyKillsAtRandomMomentsLoseNothing() {
        try (var site = new Site("kill", 40).open()) {
            var random = new Random(SEED);
            var caught = 0;
            for (var kill = 0; kill < KILLS; kill++) {
                var answersBefore = site.ledger().answers();
                var sending = site.fleet().sendAside(MESSAGES / KILLS, 2000);
                site.await("answering", Patience.LONG, () -> site.ledger().answers() > answersBefore);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(400_000)));
                site.application().kill();
                caught += site.ledger().unanswered() > 0 ? 1 : 0;
                sending.join();
                site.application().launch();
            }
            site.application().awaitReady(Patience.LONG);
            var report = site.settle(Patience.LONG);
            System.out.println("kill: " + caught + " of " + KILLS + " kills came while messages were waiting for their answer");
            Books.nothingLost(report);
            assertThat(report.sent()).isEqualTo(MESSAGES);
            assertThat(caught).as("kills that hit work in flight").isGreaterThan(KILLS / 4);
        }
    }
}
