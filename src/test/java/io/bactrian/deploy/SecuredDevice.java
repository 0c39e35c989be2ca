package io.bactrian.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.TrustManagerFactory;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.Patience;

/** A device that trusts one authority and has a user and a password. It does not reconnect. */
final class SecuredDevice implements AutoCloseable {
    private final Mqtt5AsyncClient client;
    private final Queue<Mqtt5Publish> heard = new ConcurrentLinkedQueue<>();

    /** @param user null for nobody */
    SecuredDevice(int port, Path authority, String user, String password) {
        this(builder(port).sslConfig().trustManagerFactory(trust(authority)).applySslConfig(), user, password);
    }

    private SecuredDevice(Mqtt5ClientBuilder builder, String user, String password) {
        if (user != null) {
            builder = builder.simpleAuth().username(user).password(password.getBytes()).applySimpleAuth();
        }
        client = builder.buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, heard::add);
    }

    static SecuredDevice withoutTls(int port, String user, String password) {
        return new SecuredDevice(builder(port), user, password);
    }

    private static Mqtt5ClientBuilder builder(int port) {
        return MqttClient.builder().useMqttVersion5().serverHost("127.0.0.1").serverPort(port);
    }

    private static TrustManagerFactory trust(Path authority) {
        try (var pem = Files.newInputStream(authority)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot trust " + authority, e);
        }
    }

    SecuredDevice connect() {
        Patience.join(client.connect());
        return this;
    }

    void subscribe(String filter) {
        Patience.join(client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send());
    }

    /** Waits until the broker has taken or refused it. */
    void publish(String topic, byte[] payload) {
        client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send()
                .orTimeout(Patience.LONG.toSeconds(), TimeUnit.SECONDS).exceptionally(refused -> null).join();
    }

    /** Waits for a message of that topic. */
    void awaitTopic(String topic) {
        if (!Patience.whileItMoves(heard::size, Patience.LONG, () -> heard().contains(topic))) {
            throw new AssertionError("Nothing came on " + topic);
        }
    }

    List<String> heard() {
        return heard.stream().map(publish -> publish.getTopic().toString()).toList();
    }

    List<byte[]> payloads() {
        return heard.stream().map(Mqtt5Publish::getPayloadAsBytes).toList();
    }

    @Override
    public void close() {
        client.disconnect().orTimeout(5, TimeUnit.SECONDS).exceptionally(gone -> null).join();
    }
}
