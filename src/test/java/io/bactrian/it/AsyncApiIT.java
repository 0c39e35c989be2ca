package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.AsyncApi;
import io.bactrian.kit.Connections;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;

/** All that the packaged application publishes in a run is what its AsyncAPI document says, which it serves. */
class AsyncApiIT {
    private static final Duration PATIENCE = Patience.LONG;

    private final AsyncApi api = new AsyncApi();
    private final List<Mqtt5Publish> published = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();

    @Test
    void everyMessageOnTheBrokerAndOnKafkaIsDescribed() {
        try (var site = new Site("described", 2)) {
            site.mqtt().start();
            Mqtt5AsyncClient listener = listen(site.mqtt().url());
            KafkaTap tap = KafkaTap.open(site.kafka(), records::add);
            site.application().start();
            site.fleet().connect();
            site.fleet().send(70, 200);
            site.fleet().publish("devices/described-0/telemetry", "{".getBytes(UTF_8));
            site.await("answers, samples and the dead letter", PATIENCE, () -> site.ledger().unanswered() == 0
                    && site.ledger().unsampled() == 0 && records.stream().anyMatch(record -> headers(record)
                            .get("ce_type").equals("io.bactrian.dead-letter.v1")));
            site.await("events", PATIENCE,
                    () -> published.stream().anyMatch(each -> each.getTopic().toString().startsWith("bactrian/models/")));

            published.forEach(this::isDescribed);
            records.forEach(this::isDescribed);
            assertThat(published.stream().map(each -> api.channelOf(each.getTopic().toString()))).contains("inference",
                    "modelEvents", "telemetry");
            assertThat(site.application().get("/bactrian/asyncapi")).hasValueSatisfying(response -> {
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.headers().firstValue("Content-Type")).hasValue("application/yaml");
                assertThat(response.body()).startsWith("asyncapi: 3");
            });
            tap.close();
            Connections.end(listener);
        }
    }

    private Mqtt5AsyncClient listen(String url) {
        Mqtt5AsyncClient client = Connections.client(url, "asyncapi-listener");
        client.publishes(MqttGlobalPublishFilter.ALL, published::add);
        Connections.connect(client);
        Patience.join(client.subscribeWith().topicFilter("#").send());
        return client;
    }

    private void isDescribed(Mqtt5Publish message) {
        String topic = message.getTopic().toString();
        String channel = api.channelOf(topic);
        assertThat(channel).as(topic).isNotNull();
        assertThat(api.messages(channel, null, message.getPayloadAsBytes())).as(topic).isNotEmpty();
    }

    private void isDescribed(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = headers(record);
        String channel = api.channelOf(record.topic());
        assertThat(channel).as(record.topic()).isNotNull();
        assertThat(api.messages(channel, headers, record.value())).as(record.topic() + " " + headers).hasSize(1);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
