package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Application;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;
import io.bactrian.kit.Traffic;

/** Two replicas of the packaged application that share the devices' messages, as the manifests for a cluster have them. */
@SuppressWarnings("try")
class ReplicasIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final int PER_SECOND = 200;

    private static Application replica(Application application, String name) {
        return application.with("bactrian.mqtt.client-id", name)
                .with("bactrian.mqtt.telemetry-topic", "$share/bactrian/devices/+/telemetry");
    }

    private static long received(Application replica) {
        return (long) replica.metrics().sum("bactrian_telemetry_received_total");
    }

    @Test
    void nothingIsLostWhileAReplicaIsKilledAndComesBack() {
        try (var site = new Site("replicas", 19, application -> replica(application, "replica-0"));
                var other = replica(Application.between(site.mqtt(), site.kafka()), "replica-1")
                        .jvm("-XX:TieredStopAtLevel=1")) {
            site.open();
            other.start();
            long before;
            long waiting;
            try (var traffic = new Traffic(site.fleet(), PER_SECOND)) {
                site.await("both answer", PATIENCE,
                        () -> received(site.application()) > PER_SECOND && received(other) > PER_SECOND);
                before = received(other);
                other.kill();
                var answered = site.ledger().answers();
                site.await("the one that is left goes on", PATIENCE,
                        () -> site.ledger().answers() > answered + 5 * PER_SECOND);
                waiting = site.ledger().unanswered();
                other.start();
                site.await("the one that came back answers", PATIENCE, () -> received(other) > PER_SECOND);
            }

            var report = site.settle(PATIENCE);
            System.out.printf(
                    "replicas on %s: %d messages/s, %d and %d received by one before and after its kill, %d by the other, "
                            + "%d waited when it came back%n",
                    site.mqtt().name(), PER_SECOND, before, received(other),
                    received(site.application()), waiting);
            Books.nothingLost(report);
            assertThat(site.ledger().errors()).as("errors as answers").isZero();
        }
    }
}
