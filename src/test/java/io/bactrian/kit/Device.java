package io.bactrian.kit;

import java.util.concurrent.atomic.AtomicLong;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * One device with a connection, a persistent session and a user name of its own. It sends at QoS 1 and hears its answers, on its inference
 * topic or on a Response Topic. Everything goes into the {@link Ledger}. Sending never waits. One thread sends new messages.
 */
public final class Device implements AutoCloseable {
    private final String name;
    private final Ledger ledger;
    private final Rows rows;
    private final String responseTopic;
    private final String answersOn;
    private final Mqtt5AsyncClient client;
    private final AtomicLong refused = new AtomicLong();
    private long next;

    /** @param replies the level below the device's own that it wants its answers on; null for the inference topic */
    public Device(String name, String replies, String url, Ledger ledger, Rows rows) {
        this.name = name;
        this.ledger = ledger;
        this.rows = rows;
        responseTopic = replies == null ? null : "devices/" + name + "/" + replies;
        answersOn = replies == null ? "devices/" + name + "/inference" : responseTopic;
        client = Connections.user(url, name);
    }

    /** Connects and subscribes; waits for both. */
    public Device connect() {
        client.publishes(MqttGlobalPublishFilter.ALL, this::heard);
        Connections.connect(client);
        Patience.join(client.subscribeWith().topicFilter(answersOn).qos(MqttQos.AT_LEAST_ONCE).send());
        return this;
    }

    private void heard(Mqtt5Publish publish) {
        var answer = Answer.parse(publish.getPayloadAsBytes());
        if (answer.id() != null) {
            ledger.answered(name, answer.id(), answer.kind(), answer.anomaly());
        }
    }

    public String name() {
        return name;
    }

    /** Sends the next message. */
    public void sendNext() {
        var number = next++;
        var id = name + "-" + number;
        ledger.sent(name, number, id);
        sendAgain(number, id);
    }

    /** Sends a message that is in the books already. */
    public void sendAgain(long number, String id) {
        client.publish(Mqtt5Publish.builder().topic("devices/" + name + "/telemetry").qos(MqttQos.AT_LEAST_ONCE)
                .payload(rows.row(name, number, id)).responseTopic(responseTopic).build()).whenComplete((result, failure) -> {
                    if (failure != null) {
                        refused.incrementAndGet();
                    }
                });
    }

    /** Messages that the broker did not take. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        Connections.end(client);
    }
}
