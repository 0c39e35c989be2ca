package io.bactrian.mqtt;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.DefaultAsyncProducer;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import io.bactrian.mqtt.client.MqttPublishException;
import io.bactrian.mqtt.client.Publish;
import io.bactrian.mqtt.client.Session;

/** Publishes without blocking: the exchange completes when the broker has acknowledged (QoS 0: when the message is sent), on the event loop. */
final class MqttProducer extends DefaultAsyncProducer {
    private static final byte[] EMPTY = {};

    private final MqttEndpoint endpoint;
    private volatile Session session;

    MqttProducer(MqttEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        session = endpoint.getComponent().connect(endpoint);
    }

    @Override
    protected void doStop() throws Exception {
        Session used = session;
        session = null;
        if (used != null) {
            used.abandon(this);
            endpoint.getComponent().disconnect(used);
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Session used = session;
            if (used == null) {
                throw new MqttPublishException("publish refused: the producer of " + endpoint.getTopic() + " is stopped");
            }
            used.publish(read(exchange, callback));
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
        return new Answer(exchange, callback, topic == null ? endpoint.getTopic() : topic, body == null ? EMPTY : body,
                qos == null ? endpoint.getConfiguration().getQos() : qos,
                retained == null ? endpoint.getConfiguration().isRetained() : retained,
                PahoProperties.write(in.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class)),
                in.getHeader(MqttHeaders.ORIGIN, String.class));
    }

    /** A publish and the exchange that waits for it. */
    private final class Answer extends Publish {
        private final Exchange exchange;
        private final AsyncCallback callback;

        Answer(Exchange exchange, AsyncCallback callback, String topic, byte[] payload, int qos, boolean retained,
                io.netty.handler.codec.mqtt.MqttProperties properties, String origin) {
            super(MqttProducer.this, topic, payload, qos, retained, properties, origin);
            this.exchange = exchange;
            this.callback = callback;
        }

        @Override
        protected void completed(Exception failure) {
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        }
    }
}
