package io.bactrian.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** The stock endpoint with our consumer and producer. */
final class MqttEndpoint extends PahoMqtt5Endpoint {

    MqttEndpoint(String uri, String topic, MqttComponent component, PahoMqtt5Configuration configuration) {
        super(uri, topic, component, configuration);
    }

    @Override
    public MqttComponent getComponent() {
        return (MqttComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        refuseClient();
        return new MqttProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        refuseClient();
        MqttConsumer consumer = new MqttConsumer(this, processor, getComponent().retries());
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

    /** The broker's address in Paho's own schemes. */
    static String url(String configured) {
        return configured.trim().replaceFirst("^mqtt://", "tcp://").replaceFirst("^mqtts://", "ssl://");
    }

    MqttConnectionOptions connectionOptions() {
        MqttConnectionOptions options = createMqttConnectionOptions();
        String password = getConfiguration().getPassword();
        if (password != null && options.getUserName() != null) {
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        if (options.getServerURIs() != null) {
            options.setServerURIs(Arrays.stream(options.getServerURIs()).map(MqttEndpoint::url).toArray(String[]::new));
        }
        options.setAutomaticReconnect(false);
        return options;
    }
}
