package io.bactrian.mqtt;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.spi.annotations.Component;

import io.bactrian.mqtt.client.MqttCounters;
import io.bactrian.mqtt.client.MqttStatus;
import io.bactrian.mqtt.client.MqttTls;
import io.bactrian.mqtt.client.Session;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The {@code paho-mqtt5} component with the stock one's URIs and options, over Netty in place of Paho, and with these differences: it
 * publishes without blocking; it acknowledges a message when its exchange has completed, always, in the order of arrival; it connects and
 * subscribes in the background, and retries; endpoints with the same {@code clientId} and broker share one connection; the consumer's
 * option {@code setAside} names an endpoint for messages whose exchange failed. Defaults: {@code qos=1}, {@code cleanStart=false},
 * {@code receiveMaximum=512}. Not supported: {@code client}, {@code persistence}, {@code socketFactory} and {@code sslClientProps} (use
 * {@link #setTls}), QoS 2 for consumers.
 */
@Component("paho-mqtt5")
public class MqttComponent extends PahoMqtt5Component {
    private static final int HEAP_SHARE = 4;
    private static final int PROPERTIES_BYTES = 128 << 10;

    private record Key(String urls, String clientId) {
    }

    private final MqttCounters counters = new MqttCounters();
    private final Map<Key, Session> sessions = new ConcurrentHashMap<>();
    private final String ownClientId = "bactrian-" + UUID.randomUUID();
    private MqttTls tls;
    private int maxWaitingPublishes = 65_536;
    private int maxInFlightPublishes = 1_024;
    private int maxPayloadBytes = 1 << 20;
    private EventLoopGroup loops;
    private ExecutorService connector;

    public MqttComponent() {
        PahoMqtt5Configuration defaults = getConfiguration();
        defaults.setQos(1);
        defaults.setCleanStart(false);
        defaults.setReceiveMaximum(512);
        defaults.setSessionExpiryInterval(86_400);
    }

    public MqttComponent(String url, String clientId) {
        this();
        getConfiguration().setBrokerUrl(url);
        getConfiguration().setClientId(clientId);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        String setAside = getAndRemoveParameter(parameters, "setAside", String.class);
        MqttEndpoint endpoint = new MqttEndpoint(uri, remaining, this, getConfiguration().copy(), setAside);
        endpoint.setClient(getClient());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Fails when the TLS files cannot be read; not when the broker is away. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (tls != null) {
            tls.context();
        }
        loops = new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt", true));
        connector = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "MqttConnect");
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
        getCamelContext().getExecutorServiceManager().shutdownNow(connector);
    }

    /** What was done, over all connections. */
    public MqttCounters getCounters() {
        return counters;
    }

    /** How each connection is now; empty when no route uses one. */
    public List<MqttStatus> status() {
        return sessions.values().stream().map(Session::status).toList();
    }

    public MqttTls getTls() {
        return tls;
    }

    /** Trust and identity for {@code ssl://}, {@code mqtts://} and {@code wss://}; to be set before the component starts. */
    public void setTls(MqttTls tls) {
        this.tls = tls;
    }

    public int getMaxWaitingPublishes() {
        return maxWaitingPublishes;
    }

    /** Publishes that may wait on one connection; one more is refused. */
    public void setMaxWaitingPublishes(int maxWaitingPublishes) {
        this.maxWaitingPublishes = maxWaitingPublishes;
    }

    public int getMaxInFlightPublishes() {
        return maxInFlightPublishes;
    }

    /** Publishes that may be unacknowledged on one connection, where the broker's Receive Maximum allows as many. */
    public void setMaxInFlightPublishes(int maxInFlightPublishes) {
        this.maxInFlightPublishes = maxInFlightPublishes;
    }

    public int getMaxPayloadBytes() {
        return maxPayloadBytes;
    }

    /** Bytes of an arriving message; of a longer one only the first part is kept. */
    public void setMaxPayloadBytes(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /**
     * Sets the receive maximum, or less: messages in flight of {@code maxPayloadBytes}, with their properties, take no more than a quarter of
     * the heap.
     *
     * @return what it is
     */
    public int limitReceiveMaximum(int asked, long heapBytes) {
        long fitting = Math.max(1, heapBytes / HEAP_SHARE / (maxPayloadBytes + PROPERTIES_BYTES));
        getConfiguration().setReceiveMaximum((int) Math.min(asked, fitting));
        return getConfiguration().getReceiveMaximum();
    }

    synchronized Session connect(MqttEndpoint endpoint) {
        String clientId = endpoint.getConfiguration().getClientId() == null
                ? ownClientId
                : endpoint.getConfiguration().getClientId();
        Session session = sessions.computeIfAbsent(new Key(endpoint.urls(), clientId),
                key -> new Session(endpoint.settings(clientId), loops.next(), connector, maxInFlightPublishes,
                        maxWaitingPublishes, counters));
        session.retain();
        return session;
    }

    synchronized void disconnect(Session session) {
        if (session.release()) {
            sessions.values().remove(session);
        }
    }
}
