package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.Patience;
import io.bactrian.kit.PumpRows;
import io.bactrian.kit.Site;
import io.bactrian.train.SpoiledModel;

/** Which messages of the packaged application reach Kafka, and what their records say. */
@SuppressWarnings("try")
class SamplingIT {
    private static final int DEVICES = 5;
    private static final int MESSAGES = 600;
    private static final int A_DAY = 5;
    private static final int RATE = 300;
    private static final Pattern KEPT = Pattern.compile("\"place\":2,[^}]*\"kept\":(\\d+)");

    @Test
    void everyMessageIsAnsweredAndNoDeviceHasMoreSamplesThanItsQuotaOverAKill() {
        Queue<ConsumerRecord<byte[], byte[]>> records = new ConcurrentLinkedQueue<>();
        try (var site = new Site("quota", DEVICES, application -> application.with("bactrian.samples.policy", "random")
                .with("bactrian.samples.random", "0.5").with("bactrian.samples.quotas.device.day", A_DAY)).open();
                var tap = KafkaTap.open(site.kafka(), record -> {
                    if (KafkaTap.key(record).startsWith("quota-")) {
                        records.add(record);
                    }
                })) {
            send(site);
            var saved = site.application().metrics().sum("bactrian_samples_selected_total", "random");
            site.await("the quotas are on disk", Patience.LONG, () -> keptOnDisk(site) == saved);
            site.application().kill();
            site.application().start();
            send(site);
            var after = site.application().metrics().sum("bactrian_samples_selected_total", "random");
            site.await("the samples are in Kafka", Patience.LONG, () -> records.size() >= saved + after);

            Map<String, Set<String>> kept = records.stream().collect(
                    Collectors.groupingBy(KafkaTap::key, Collectors.mapping(KafkaTap::id, Collectors.toSet())));
            assertThat(kept).hasSize(DEVICES)
                    .allSatisfy((device, ids) -> assertThat(ids).as(device).hasSizeLessThanOrEqualTo(A_DAY));
            assertThat(records).allSatisfy(record -> {
                assertThat(KafkaTap.header(record, "ce_reason")).isEqualTo("random");
                assertThat(Double.parseDouble(KafkaTap.header(record, "ce_probability"))).isPositive().isLessThanOrEqualTo(0.5);
            });
            assertThat(site.application().metrics().sum("bactrian_samples_left_out_total", "quota")).isPositive();
            System.out.printf("quota: %.0f samples before the kill, %.0f after, by device %s%n", saved, after, kept);
        }
    }

    private static long keptOnDisk(Site site) {
        var file = site.application().directory().resolve("spool/learning/quotas.json");
        try {
            var text = Files.exists(file) ? Files.readString(file) : "";
            return KEPT.matcher(text).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Site site) {
        site.fleet().send(MESSAGES, RATE);
        site.await("every message is answered", Patience.LONG, () -> site.ledger().unanswered() == 0);
    }

    @Test
    void whatACandidateDisagreesOnBecomesASampleAndNothingElse() {
        Queue<ConsumerRecord<byte[], byte[]>> records = new ConcurrentLinkedQueue<>();
        try (var site = new ModelSite("disagreement", DEVICES, new PumpRows(),
                application -> application.with("bactrian.samples.policy", "disagreement")
                        .with("bactrian.rollout.gate.messages", 1_000_000));
                var tap = KafkaTap.open(site.site().kafka(), record -> {
                    if (KafkaTap.key(record).startsWith("disagreement-")) {
                        records.add(record);
                    }
                })) {
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                assertThat(records).isEmpty();
                site.models().spoil(2, SpoiledModel.LABELS);
                site.await("disagreements are in Kafka", () -> records.size() >= 10);
            }
            assertThat(records).allSatisfy(record -> {
                assertThat(KafkaTap.header(record, "ce_reason")).isEqualTo("disagreement");
                assertThat(KafkaTap.header(record, "ce_probability")).isNull();
            });
        }
    }
}
