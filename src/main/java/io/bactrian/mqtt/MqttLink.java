package io.bactrian.mqtt;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection, from its attempt to its end, never used again: a Paho client with no memory of others. It is ended through its socket
 * alone; Paho's own ways can leave threads behind. {@link #owner} hears of its end exactly once, on one of Paho's threads or ours.
 */
final class MqttLink implements MqttCallback {
    /** Hears of a link, on Paho's threads; must not block. */
    interface Owner {
        void up(MqttLink link, MqttProperties connack);

        void down(MqttLink link, String why, int serverReason);

        void arrived(Delivery delivery);

        void published(MqttLink link, Publish publish, int reasonCode);

        void unreadable(MqttLink link, int packetId);

        void socketClosed(MqttLink link);
    }

    private static final int QUIESCE_MILLIS = 500;
    private static final int DISCONNECT_MILLIS = 2_000;

    private final Owner owner;
    private final MqttAsyncClient client;
    private final Wire wire;
    private final PacketInspector inspector;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final MqttActionListener publishListener = new PublishListener();
    private volatile boolean up;

    MqttLink(String url, String clientId, Owner owner) throws MqttException {
        this.owner = owner;
        this.inspector = new PacketInspector(id -> owner.unreadable(this, id));
        this.wire = new Wire(!url.startsWith("ws"), inspector, () -> owner.socketClosed(this));
        this.client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
        client.setManualAcks(true);
        client.setCallback(this);
    }

    /** Starts to connect; the outcome comes by the owner. */
    void connect(MqttConnectionOptions options, MqttTls tls) throws MqttException, IOException {
        String scheme = client.getServerURI().toLowerCase(Locale.ROOT);
        options.setSocketFactory(wire.factory(tls, scheme.startsWith("ssl") || scheme.startsWith("wss")));
        client.connect(options, null, new ConnectListener());
    }

    boolean isUp() {
        return up;
    }

    boolean isEnded() {
        return ended.get();
    }

    /** Hands a publish to Paho; not to be called by two threads at once. */
    void publish(Publish publish) throws MqttException {
        client.publish(publish.topic, publish.message(), publish, publishListener);
        wire.queued();
    }

    /** Sends the PUBACK; false when this link is no more, and the broker will send the message again. */
    boolean acknowledge(int packetId) {
        if (!up) {
            return false;
        }
        try {
            client.messageArrivedComplete(packetId, 1);
            wire.queued();
            return true;
        } catch (MqttException | RuntimeException e) {
            kill();
            return false;
        }
    }

    void subscribe(String filter, int qos, MqttActionListener listener) throws MqttException {
        MqttSubscription subscription = new MqttSubscription(filter, qos);
        subscription.setRetainHandling(1);
        client.subscribe(new MqttSubscription[]{subscription}, null, listener, new MqttProperties());
    }

    void unsubscribe(String filter) {
        try {
            client.unsubscribe(filter);
        } catch (MqttException | RuntimeException e) {
            kill();
        }
    }

    /** Says goodbye, which keeps the session; blocks for two seconds at most. */
    void disconnect() {
        try {
            client.disconnect(QUIESCE_MILLIS).waitForCompletion(DISCONNECT_MILLIS);
        } catch (MqttException | RuntimeException e) {
            kill();
        }
        end("stopped", 0);
    }

    /** Ends it without a word; {@link Owner#down} follows, by way of Paho. */
    void kill() {
        up = false;
        wire.kill();
    }

    /** Declares it dead and tells the owner, once. */
    void end(String why, int serverReason) {
        up = false;
        if (ended.compareAndSet(false, true)) {
            wire.kill();
            try {
                client.close();
            } catch (MqttException stillEnding) {
                // its threads end by the closed socket
            }
            owner.down(this, why, serverReason);
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        PacketInspector.Body body = inspector.next();
        if (!up) {
            return;
        }
        if (body == null) {
            owner.arrived(new Delivery(this, topic, message, message.getPayload(), false, System.nanoTime()));
        } else if (body.packetId() == message.getId()) {
            owner.arrived(new Delivery(this, topic, message, body.payload(), body.duplicate(), System.nanoTime()));
        } else {
            kill();
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        if (response.getException() != null) {
            end(text(response.getException()), 0);
        } else {
            String said = response.getReasonString() == null ? "" : ": " + response.getReasonString();
            end("the broker disconnected, reason 0x%02x%s".formatted(response.getReturnCode(), said), response.getReturnCode());
        }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // what matters also ends the connection
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // the publish's own listener hears it
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // the connect's own listener hears it
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // no extended authentication
    }

    private static String text(Throwable e) {
        int code = e instanceof MqttException mqtt ? mqtt.getReasonCode() : 0;
        String refusal = code >= 0x80 && code <= 0xff ? "the broker refused, reason 0x%02x: ".formatted(code) : "";
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return refusal + (cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    private final class ConnectListener implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            up = true;
            owner.up(MqttLink.this, token.getResponseProperties());
        }

        @Override
        public void onFailure(IMqttToken token, Throwable exception) {
            end(text(exception), 0);
        }
    }

    private final class PublishListener implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            int[] reasons = token.getReasonCodes();
            owner.published(MqttLink.this, (Publish) token.getUserContext(),
                    reasons == null || reasons.length == 0 ? 0 : reasons[0]);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable exception) {
            // only when the link ends: the window sends it again on the next
        }
    }
}
