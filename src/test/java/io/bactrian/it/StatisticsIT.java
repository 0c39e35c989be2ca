package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.Rows;

/** What a node says of itself, before the packaged application, while no message is kept as a sample. */
@SuppressWarnings("try")
class StatisticsIT {
    private static final String TOPIC = "bactrian.statistics";
    private static final int DEVICES = 10;
    private static final int RATE = 100;
    private static final String ROW = "0.21,0.27,2.4,0.1,89.4,28.4,228.6,125";
    private static final String ROWS = "{\"inputs\":[{\"name\":\"input\",\"shape\":[2,30,8],\"datatype\":\"FP32\",\"data\":["
            + (ROW + ",").repeat(59) + ROW + "]}]}";

    @Test
    void everyMessageOfMqttAndHttpIsCountedOnceAlsoWhileKafkaIsAway() throws Exception {
        Queue<ConsumerRecord<byte[], byte[]>> records = new ConcurrentLinkedQueue<>();
        try (var site = new ModelSite("statistics", DEVICES, Rows.normal(),
                application -> application.with("bactrian.statistics.enabled", true).with("bactrian.statistics.interval", "1s")
                        .with("bactrian.kubernetes.node", "edge-7").with("bactrian.statistics.node", "not-this")
                        .with("bactrian.samples.policy", "none"))) {
            var kafka = site.site().kafka();
            kafka.createTopic(TOPIC, 1);
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(10 * RATE);
                kafka.kill();
                site.awaitResults(5 * RATE);
                kafka.start();
                site.awaitResults(5 * RATE);
            }
            site.await("every message is answered", () -> site.site().ledger().unanswered() == 0);
            infer(site);
            infer(site);
            long messages = site.site().ledger().answers();
            try (var tap = KafkaTap.all(kafka, TOPIC, records::add)) {
                site.await("all are counted", () -> sum(records, "answered") + sum(records, "warming") >= messages + 4);
            }
            assertThat(sum(records, "warming")).isEqualTo(29 * DEVICES);
            assertThat(sum(records, "answered")).isEqualTo(messages - 29 * DEVICES + 4);
            assertThat(sum(records, "failed")).isZero();
            assertThat(site.site().ledger().samples()).isZero();
            JsonNode first = json(records.peek());
            assertThat(first.path("node").asText()).isEqualTo("edge-7");
            assertThat(first.path("model").asText()).isEqualTo("pump-anomaly");
            assertThat(KafkaTap.header(records.peek(), "ce_type")).isEqualTo("io.bactrian.statistics.v1");
            System.out.printf("statistics: %d records of %d messages, the last %s%n", records.size(), messages + 4,
                    json(records.stream().reduce((one, next) -> next).orElseThrow()));
        }
    }

    private static void infer(ModelSite site) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(site.site().application().page("/v2/models/pump-anomaly/infer"))
                .POST(BodyPublishers.ofString(ROWS)).build();
        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** Of records with different ids. */
    private static long sum(Queue<ConsumerRecord<byte[], byte[]>> records, String field) {
        return records.stream().map(StatisticsIT::json).collect(Collectors.toMap(
                record -> record.path("id").asText(), record -> record.path(field).asLong(), (one, again) -> one)).values()
                .stream()
                .mapToLong(Long::longValue).sum();
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new ObjectMapper().readTree(record.value());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
