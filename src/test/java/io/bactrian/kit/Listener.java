package io.bactrian.kit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/** Hears a topic filter and keeps what came: the last payload of a device, and every message of a topic. Any thread. */
public final class Listener implements AutoCloseable {
    private final Mqtt5AsyncClient client;
    private final Map<String, byte[]> lastOfDevice = new ConcurrentHashMap<>();
    private final List<Mqtt5Publish> heard = new CopyOnWriteArrayList<>();

    public Listener(String url, String filter) {
        client = Connections.client(url, "listener");
        client.publishes(MqttGlobalPublishFilter.ALL, this::heard);
        Connections.connect(client);
        Patience.join(client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send());
    }

    private void heard(Mqtt5Publish publish) {
        lastOfDevice.put(publish.getTopic().getLevels().get(1), publish.getPayloadAsBytes());
        heard.add(publish);
    }

    /** The last payload for a device, null while there is none. */
    public byte[] from(String device) {
        return lastOfDevice.get(device);
    }

    /** Every message on {@code topic}, in the order in which they came. */
    public List<Mqtt5Publish> on(String topic) {
        return heard.stream().filter(publish -> publish.getTopic().toString().equals(topic)).toList();
    }

    @Override
    public void close() {
        Connections.end(client);
    }
}
