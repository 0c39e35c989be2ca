package io.bactrian.mqtt;

import java.util.concurrent.Callable;

import org.apache.camel.AsyncProducer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;

import io.bactrian.kit.MosquittoBroker;

/** A Camel context with the component bound as the service binds it. */
final class Rig implements AutoCloseable {
    final DefaultCamelContext camel = new DefaultCamelContext();
    final MqttComponent mqtt;

    Rig(String url, String clientId) {
        this(new MqttComponent(url, clientId));
    }

    Rig(MqttComponent component) {
        mqtt = component;
        camel.getRegistry().bind("paho-mqtt5", mqtt);
        camel.getShutdownStrategy().setTimeout(5);
        camel.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
    }

    static Rig of(MosquittoBroker broker) {
        return new Rig(broker.url(), "rig");
    }

    Rig start(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
        camel.start();
        return this;
    }

    Rig subscribed() {
        eventually(() -> !mqtt.status().isEmpty() && mqtt.status().get(0).subscribed());
        return this;
    }

    AsyncProducer producer(String uri) {
        try {
            AsyncProducer producer = camel.getEndpoint(uri).createAsyncProducer();
            producer.start();
            return producer;
        } catch (Exception e) {
            throw new IllegalStateException(uri, e);
        }
    }

    boolean connected() {
        return !mqtt.status().isEmpty() && mqtt.status().get(0).connected();
    }

    static void eventually(Callable<Boolean> condition) {
        Awaitility.await().until(condition);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
