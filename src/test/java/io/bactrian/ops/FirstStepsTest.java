package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.mqtt.client.MqttStatus;
import io.bactrian.rollout.ModelStatus;

@ExpectedErrors("io.bactrian.ops")
class FirstStepsTest {
    private final List<String> said = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(new PatternFormatter("%s").format(ExtLogRecord.wrap(entry)));
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };
    private final DefaultModel model = new DefaultModel(null, Path.of("/data/models"), false, Optional.empty());
    private MqttStatus broker = broker(false, null);
    private final FirstSteps steps = new FirstSteps(() -> broker == null ? List.of() : List.of(broker), model);

    private static MqttStatus broker(boolean connected, String error) {
        return broker("tcp://127.0.0.1:1883", connected, error);
    }

    private static MqttStatus broker(String url, boolean connected, String error) {
        return new MqttStatus(url, "bactrian", connected, Instant.EPOCH, connected, error, null, 0, 0, 0, 0,
                null, List.of());
    }

    @BeforeEach
    void listen() {
        Logger.getLogger(FirstSteps.class.getName()).addHandler(listener);
        model.look(List.of());
    }

    @AfterEach
    void stop() {
        Logger.getLogger(FirstSteps.class.getName()).removeHandler(listener);
    }

    @Test
    void whatIsMissingIsSaidOnceTheBrokerWasTriedEachWithTheLineThatMendsIt() {
        steps.look();
        assertThat(said).isEmpty();
        broker = broker(false, "Connection refused");
        steps.look();
        steps.look();

        assertThat(said).singleElement().asString().contains("tcp://127.0.0.1:1883 (Connection refused)",
                "\n        BACTRIAN_MQTT_URL=tcp://HOST:1883", "/data/models holds no model",
                "\n        java -jar quarkus-run.jar train anomaly --out /data/models");
    }

    @Test
    void whereTheAddressIsConfiguredTheBrokerIsToBeLookedAtAndNotTheKeyToBeSet() {
        broker = broker("ssl://mqtt.plant:8883", false, "the broker refused, reason 0x86: bad user name or password");
        steps.look();

        assertThat(said).singleElement().asString()
                .contains("ssl://mqtt.plant:8883 (the broker refused, reason 0x86: bad user name or password)",
                        "see whether the broker at ssl://mqtt.plant:8883 runs", "bactrian.mqtt.username")
                .doesNotContain("BACTRIAN_MQTT_URL", "start one there");
    }

    @Test
    void theEndOfAllThatWasMissingIsSaidOnce() {
        broker = broker(false, "Connection refused");
        steps.look();
        broker = broker(true, null);
        steps.look();
        assertThat(said).hasSize(1);
        model.look(List.of(new ModelStatus("pump", 1, List.of())));
        steps.look();
        steps.look();

        assertThat(said).hasSize(2).last().asString().contains("Nothing is missing any more");
    }

    @Test
    void whereNothingIsMissingNothingIsSaid() {
        broker = null;
        steps.look();
        broker = broker(true, null);
        model.look(List.of(new ModelStatus("pump", 1, List.of())));
        steps.look();
        broker = broker(false, "away later");
        steps.look();

        assertThat(said).isEmpty();
        assertThat(steps.broker()).hasValueSatisfying(step -> assertThat(step.line()).startsWith("BACTRIAN_MQTT_URL="));
    }
}
