package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.bactrian.it.BadInputs.Bad;
import io.bactrian.kit.Answer;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Listener;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

class BadInputIT {
    private static final int ROUNDS = 10;
    private static final int GOOD_FOR_EACH_BAD = 10;
    private static final Duration PATIENCE = Patience.LONG;

    @Test
    @SuppressWarnings("try")
    void everyBadInputIsAnsweredAndKeptAndHoldsUpNobody() throws IOException {
        var directory = devices();
        try (var site = new Site("good", 20, application -> application.with("bactrian.devices.file", directory)).open();
                var errors = new Listener(site.mqtt().url(), "devices/+/inference");
                var deadLetters = new DeadLetters(site.kafka())) {
            var sent = new ConcurrentHashMap<String, Bad>();
            for (var round = 0; round < ROUNDS; round++) {
                for (var bad : BadInputs.all(round)) {
                    sent.put(bad.device(), bad);
                    site.fleet().publish(bad.topic(), bad.payload());
                    site.fleet().send(GOOD_FOR_EACH_BAD, 500);
                }
            }
            var report = site.settle(PATIENCE);
            Books.nothingMissing(report);
            Books.inOrder(site, report);
            site.await("every bad message told", PATIENCE,
                    () -> sent.values().stream().allMatch(bad -> errors.from(bad.device()) != null));
            site.await("every bad message kept", PATIENCE,
                    () -> sent.keySet().stream().allMatch(device -> deadLetters.of(device) != null));
            assertThat(sent.values()).allSatisfy(bad -> told(bad, errors));
            assertThat(sent.values()).allSatisfy(bad -> kept(bad, deadLetters.of(bad.device())));
            assertThat(site.application().metrics().sum("bactrian_telemetry_refused_total"))
                    .isGreaterThanOrEqualTo(sent.size());
        }
    }

    private static void told(Bad bad, Listener errors) {
        var text = errors.from(bad.device());
        var answer = Answer.parse(text);
        assertThat(answer.code()).as("error code for %s", bad).isEqualTo(bad.code());
        assertThat(answer.id()).as("id in the error for %s", bad).isNotBlank();
        if (bad.id() != null) {
            assertThat(answer.id()).isEqualTo(bad.id());
        }
        assertThat(new String(text, StandardCharsets.UTF_8)).contains("\"device\":\"", "\"message\":\"");
    }

    private static void kept(Bad bad, ConsumerRecord<byte[], byte[]> record) {
        assertThat(BadInputs.holds(bad, record.value(), KafkaTap.header(record, "ce_cutfrom")))
                .as("the dead letter of %s holds its %d bytes", bad, bad.payload().length).isTrue();
    }

    private static Path devices() throws IOException {
        var file = Scratch.directory("devices").resolve("devices.yaml");
        var yaml = new StringBuilder("default: refuse\ndevices:\n");
        for (var i = 0; i < 20; i++) {
            yaml.append("  good-").append(i).append(": {model: pump-anomaly}\n");
        }
        for (var round = 0; round < ROUNDS; round++) {
            for (var bad : BadInputs.all(round)) {
                if (bad.code().equals("unknown-model")) {
                    yaml.append("  ").append(bad.device()).append(": {model: no-such-model}\n");
                } else if (bad.device().startsWith("bad-")) {
                    yaml.append("  ").append(bad.device()).append(": {model: pump-anomaly}\n");
                }
            }
        }
        return Files.writeString(file, yaml);
    }
}
