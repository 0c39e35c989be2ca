package io.bactrian.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;

import io.bactrian.mqtt.client.BrokerAddress;
import io.bactrian.mqtt.client.SessionSettings;
import io.bactrian.mqtt.client.Will;

/** The stock endpoint with our consumer and producer. */
final class MqttEndpoint extends PahoMqtt5Endpoint {
    private final String setAside;

    /** @param setAside the endpoint that takes messages whose exchange failed; null for none */
    MqttEndpoint(String uri, String topic, MqttComponent component, PahoMqtt5Configuration configuration, String setAside) {
        super(uri, topic, component, configuration);
        this.setAside = setAside;
    }

    @Override
    public MqttComponent getComponent() {
        return (MqttComponent) super.getComponent();
    }

    String setAside() {
        return setAside;
    }

    @Override
    public Producer createProducer() {
        refuseClient();
        return new MqttProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        refuseClient();
        MqttConsumer consumer = new MqttConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    private void refuseClient() {
        if (getClient() != null) {
            throw new IllegalArgumentException(
                    "the option client of " + getEndpointUri() + " is not supported: connections are made here, "
                            + "one for each clientId; remove it");
        }
    }

    String urls() {
        PahoMqtt5Configuration configuration = getConfiguration();
        return configuration.getServerURIs() == null ? configuration.getBrokerUrl() : configuration.getServerURIs();
    }

    SessionSettings settings(String clientId) {
        PahoMqtt5Configuration configuration = getConfiguration();
        List<BrokerAddress> urls = Arrays.stream(urls().split(",")).map(BrokerAddress::of).toList();
        String password = configuration.getPassword();
        return new SessionSettings(urls, clientId, configuration.getUserName(),
                password == null ? null : password.getBytes(StandardCharsets.UTF_8), configuration.isCleanStart(),
                configuration.getReceiveMaximum(), configuration.getSessionExpiryInterval(),
                configuration.getKeepAliveInterval(), configuration.getConnectionTimeout(),
                configuration.getMaxReconnectDelay(), getComponent().getMaxPayloadBytes(), will(configuration),
                configuration.getCustomWebSocketHeaders() == null ? Map.of() : configuration.getCustomWebSocketHeaders(),
                getComponent().getTls());
    }

    private static Will will(PahoMqtt5Configuration configuration) {
        return configuration.getWillTopic() == null || configuration.getWillPayload() == null
                ? null
                : new Will(configuration.getWillTopic(), configuration.getWillPayload().getBytes(StandardCharsets.UTF_8),
                        configuration.getWillQos(), configuration.isWillRetained(),
                        PahoProperties.write(configuration.getWillMqttProperties()));
    }
}
