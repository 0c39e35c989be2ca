package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.junit.jupiter.api.Test;

import io.bactrian.page.Part;

/** The checks of readiness become parts of the page. */
class PartStatesTest {
    private List<HealthCheckResponse> checks = List.of();
    private Instant now = Instant.EPOCH;
    private final PartStates states = new PartStates(Role.EDGE, "1", () -> checks, Map::of, new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private static HealthCheckResponseBuilder check(String name, boolean up) {
        return HealthCheckResponse.named(name).status(up);
    }

    private Part only() {
        assertThat(states.parts()).hasSize(1);
        return states.parts().get(0);
    }

    @Test
    void thatKafkaIsAwayIsSaidThoughTheServiceIsReady() {
        checks = List.of(check("kafka", true).withData("servers", "k:9092").withData("connected", false)
                .withData("remedy", "KAFKA_BOOTSTRAP_SERVERS=HOST:9092").build());

        assertThat(only()).satisfies(kafka -> {
            assertThat(kafka.up()).isFalse();
            assertThat(kafka.why()).startsWith("no broker of Kafka answers").contains("waits on disk")
                    .endsWith("; remedy: KAFKA_BOOTSTRAP_SERVERS=HOST:9092");
            assertThat(kafka.detail()).isEqualTo("k:9092");
        });
    }

    @Test
    void theReasonIsThatOfReadiness() {
        checks = List.of(check("broker", false).withData("url", "tcp://b:1883").withData("connected", false)
                .withData("since", "1970-01-01T00:00:00Z").withData("error", "connection refused").build());

        assertThat(only()).isEqualTo(new Part("broker", "broker", "MQTT broker", false, Instant.EPOCH, "connection refused",
                "tcp://b:1883"));
    }

    @Test
    void sinceIsWhenItLastChanged() {
        checks = List.of(check("broker", true).build());
        states.parts();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(only().since()).isEqualTo(Instant.EPOCH);

        checks = List.of(check("broker", false).build());
        assertThat(only().since()).isEqualTo(now);
        Instant gone = now;
        now = now.plus(Duration.ofMinutes(1));
        assertThat(only().since()).isEqualTo(gone);

        checks = List.of(check("broker", true).build());
        assertThat(only().since()).isEqualTo(now);
    }

    @Test
    void eachSpoolIsAPartOfItsOwn() {
        checks = List.of(check("spool", false).withData("samples.records", 12).withData("samples.bytes", 1)
                .withData("samples.full", true).withData("samples.oldestSeconds", 3).withData("events.records", 0)
                .withData("events.bytes", 0).withData("events.full", false).withData("events.error", "no space left").build());

        assertThat(states.parts()).extracting(Part::name, Part::up, Part::why, Part::detail).containsExactly(
                tuple("spool:events", false, "no space left", "empty"),
                tuple("spool:samples", false, "it is full", "12 waiting, the oldest for 3 s"));
    }

    @Test
    void modelsAreSaidWithTheVersionsThatAnswerAndThoseInTrouble() {
        checks = List
                .of(check("model", true).withData("pump", "2").withData("pump.3", "rejected: its graph is broken").build());

        assertThat(only().detail()).isEqualTo("pump version 2");
        assertThat(only().why()).isEqualTo("pump.3: rejected: its graph is broken");
    }

    @Test
    void otherChecksAreSaidWhereSomethingIsWrongOrToBeKnown() {
        checks = List.of(check("tasks", true).build(), check("routes", false).withData("own", "it does not parse").build());

        assertThat(only()).satisfies(routes -> {
            assertThat(routes.kind()).isEqualTo("check");
            assertThat(routes.why()).isEqualTo("own: it does not parse");
        });
    }
}
