package io.bactrian.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.homeassistant.Sensor.Kind;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;

class DiscoveryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Manifest DETECTOR = detector("pumps", "1");

    private long nanos;
    private final Discovery discovery = discovery(true, 1_000);

    @Test
    void aConfigurationPointsAtTheDevicesAnswersAndTakesScoreAndLabelOutOfThem() throws Exception {
        discovery.answered("pump-7", DETECTOR);
        List<DiscoveryMessage> messages = discovery.next(10).stream().map(discovery::message).toList();

        assertThat(messages).extracting(DiscoveryMessage::topic).containsExactly(
                "homeassistant/sensor/bactrian_pump-7/score/config", "homeassistant/sensor/bactrian_pump-7/label/config");
        assertThat(JSON.readTree(messages.get(0).payload())).isEqualTo(JSON.readTree(
                """
                {"name":"Score","unique_id":"bactrian_pump-7_score","state_topic":"devices/pump-7/inference",
                 "value_template":"{{ value_json.score | default('') }}","qos":1,"state_class":"measurement",
                 "device":{"name":"pump-7","manufacturer":"Bactrian","model":"pumps","identifiers":["bactrian_pump-7"]},
                 "origin":{"name":"Bactrian"}}"""));
        assertThat(JSON.readTree(messages.get(1).payload()).path("value_template").asText())
                .isEqualTo("{{ value_json.label | default(this.state) }}");
    }

    @Test
    void aDeviceIsAnnouncedOnceAndAgainWhenItsModelIsAnother() {
        discovery.answered("pump-7", DETECTOR);
        discovery.answered("pump-7", DETECTOR);
        assertThat(discovery.next(10)).hasSize(2);
        discovery.answered("pump-7", DETECTOR);
        discovery.answered("pump-7", detector("pumps", "2"));
        assertThat(discovery.next(10)).as("a new version").isEmpty();

        discovery.answered("pump-7", detector("motors", "1"));
        assertThat(discovery.next(10)).containsExactly(new Sensor("pump-7", "motors", Kind.SCORE),
                new Sensor("pump-7", "motors", Kind.LABEL));
    }

    @Test
    void aModelWithoutLabelsHasNoSensorForThem() {
        discovery.answered("meter-1", Manifests.of("gauges", "1", 1, "x"));

        assertThat(discovery.next(10)).containsExactly(new Sensor("meter-1", "gauges", Kind.SCORE));
    }

    @Test
    void onceHomeAssistantIsOnlineAllAreAnnouncedAgainAndNothingElseDoesThat() {
        for (int i = 0; i < 3; i++) {
            discovery.answered("pump-" + i, DETECTOR);
        }
        assertThat(discovery.next(10)).hasSize(6);
        discovery.status("offline");
        discovery.status("");
        assertThat(discovery.next(10)).isEmpty();

        discovery.status("online");
        discovery.status("online");
        assertThat(discovery.waiting()).isEqualTo(6);
        assertThat(discovery.next(4)).hasSize(4);
        assertThat(discovery.next(4)).hasSize(2);
    }

    @Test
    void oneThatIsNotTakenComesAgainLaterAndKeepsNoOtherWaiting() {
        discovery.answered("pump-1", Manifests.of("gauges", "1", 1, "x"));
        Sensor refused = discovery.next(1).get(0);
        discovery.failed(refused, "not authorised");
        discovery.answered("pump-2", Manifests.of("gauges", "1", 1, "x"));

        assertThat(discovery.problem()).contains("pump-1", "not authorised");
        assertThat(discovery.next(10)).extracting(Sensor::device).containsExactly("pump-2");
        discovery.published();
        assertThat(discovery.next(10)).isEmpty();
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(discovery.next(10)).containsExactly(refused);
        discovery.published();
        assertThat(discovery.problem()).isNull();
        assertThat(discovery.taken()).isEqualTo(2);
        assertThat(discovery.failures()).isEqualTo(1);
    }

    @Test
    void noMoreThanTheMostAreAnnouncedAndItIsSaid() {
        Discovery small = discovery(true, 3);
        for (int i = 0; i < 10; i++) {
            small.answered("pump-" + i, DETECTOR);
        }

        assertThat(small.waiting()).isEqualTo(6);
        assertThat(small.problem()).contains("3 devices");
    }

    @Test
    void whereItIsOffNothingIsAnnounced() {
        Discovery off = discovery(false, 3);
        off.answered("pump-1", DETECTOR);
        off.status("online");

        assertThat(off.next(10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pump.7", "pump/7", "pump_7", "pump:7", "pump@7", "pump+7", "pump#7", "pümp", "pump 7", "a\"b"})
    void namesBecomeIdsThatHomeAssistantTakesAndNoTwoTheSame(String name) {
        assertThat(Sensor.id(name)).matches("bactrian_[A-Za-z0-9_-]+");
        assertThat(new Sensor(name, "m", Kind.SCORE).message("homeassistant", "t").topic()).doesNotContain("+", "#");
        Set<String> ids = new HashSet<>();
        for (String other : List.of("pump.7", "pump/7", "pump_7", "pump:7", "pump@7", "pump+7", "pump#7")) {
            assertThat(ids.add(Sensor.id(other))).as(other).isTrue();
        }
    }

    private Discovery discovery(boolean enabled, int most) {
        return new Discovery(enabled, "homeassistant", device -> "devices/" + device + "/inference", () -> nanos, most);
    }

    private static Manifest detector(String name, String version) {
        return Manifests.of(name, version, 1, List.of("score"),
                new Manifest.Answer("score", null, null, List.of("normal", "anomaly"), Map.of(), 2), "a");
    }
}
