package io.bactrian.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.Patience;

/** The other side: a client of another make. */
final class Peer implements AutoCloseable {
    final Mqtt5AsyncClient client;
    private final List<Mqtt5Publish> seen = new CopyOnWriteArrayList<>();

    Peer(int port) {
        client = MqttClient.builder().useMqttVersion5().serverHost("127.0.0.1").serverPort(port).buildAsync();
        Patience.join(client.connect());
    }

    Peer subscribe(String filter) {
        Patience.join(client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).callback(seen::add).send());
        return this;
    }

    void publish(String topic, String body) {
        Patience.join(
                client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(body.getBytes(StandardCharsets.UTF_8))
                        .send());
    }

    void publishAll(String topic, int from, int to) {
        CompletableFuture<?> last = null;
        for (int i = from; i < to; i++) {
            last = client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE)
                    .payload(Integer.toString(i).getBytes(StandardCharsets.UTF_8)).send();
        }
        if (last != null) {
            Patience.join(last);
        }
    }

    List<Mqtt5Publish> seen() {
        return seen;
    }

    List<String> bodies() {
        return seen.stream().map(p -> new String(p.getPayloadAsBytes(), StandardCharsets.UTF_8)).toList();
    }

    void awaitSeen(int count) {
        Awaitility.await().until(() -> seen.size() >= count);
    }

    @Override
    public void close() {
        Patience.join(client.disconnect().exceptionally(e -> null));
    }
}
