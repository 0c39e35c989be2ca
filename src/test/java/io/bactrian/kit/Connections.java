package io.bactrian.kit;

import java.net.URI;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;

/** MQTT 5 clients that come back by themselves and keep their session. */
public final class Connections {
    private Connections() {
    }

    /** A client, not connected, that reconnects every 100 ms when the connection breaks and sends again what was not acknowledged. */
    public static Mqtt5AsyncClient client(String url, String name) {
        return builder(url, name + "-" + UUID.randomUUID().toString().substring(0, 8)).buildAsync();
    }

    private static Mqtt5ClientBuilder builder(String url, String id) {
        var address = URI.create(url);
        return MqttClient.builder().useMqttVersion5().identifier(id)
                .serverHost(address.getHost()).serverPort(address.getPort()).addDisconnectedListener(context -> {
                    var byUs = context.getSource() == MqttDisconnectSource.USER;
                    context.getReconnector().reconnect(!byUs).delay(100, TimeUnit.MILLISECONDS).republishIfSessionExpired(true);
                });
    }

    /** The same under its own name as client id and user name, for a broker that controls access. */
    public static Mqtt5AsyncClient user(String url, String name) {
        return builder(url, name).simpleAuth().username(name).applySimpleAuth().buildAsync();
    }

    /** Connects with a session that outlives connections; waits for it. */
    public static void connect(Mqtt5AsyncClient client) {
        Patience.join(client.connectWith().cleanStart(false).noSessionExpiry().keepAlive(10).send());
    }

    /** Disconnects and ends the session. */
    public static void end(Mqtt5AsyncClient client) {
        client.disconnectWith().sessionExpiryInterval(0).send().orTimeout(5, TimeUnit.SECONDS).exceptionally(gone -> null)
                .join();
    }
}
