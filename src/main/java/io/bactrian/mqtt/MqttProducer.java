package io.bactrian.mqtt;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.DefaultAsyncProducer;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Publishes without blocking: the exchange completes when the broker has acknowledged (QoS 0: when the message is sent), in any thread. */
final class MqttProducer extends DefaultAsyncProducer {
    private static final byte[] EMPTY = {};

    private final MqttEndpoint endpoint;
    private volatile MqttConnection connection;

    MqttProducer(MqttEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        connection = endpoint.getComponent().connect(endpoint);
    }

    @Override
    protected void doStop() throws Exception {
        MqttConnection used = connection;
        connection = null;
        if (used != null) {
            used.window().abandon(this);
            endpoint.getComponent().disconnect(used);
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            MqttConnection used = connection;
            if (used == null) {
                throw new MqttPublishException("publish refused: the producer of " + endpoint.getTopic() + " is stopped", 0);
            }
            Publish publish = read(exchange, callback);
            publish.check();
            used.window().submit(publish);
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Publish read(Exchange exchange, AsyncCallback callback) {
        Message in = exchange.getIn();
        String topic = in.getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, String.class);
        Integer qos = in.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_QOS, Integer.class);
        Boolean retained = in.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_RETAINED, Boolean.class);
        byte[] body = in.getBody(byte[].class);
        return new Publish(this, exchange, callback, topic == null ? endpoint.getTopic() : topic, body == null ? EMPTY : body,
                qos == null ? endpoint.getConfiguration().getQos() : qos,
                retained == null ? endpoint.getConfiguration().isRetained() : retained,
                in.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class));
    }
}
