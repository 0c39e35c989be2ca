package io.bactrian.mqtt;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.spi.annotations.Component;
import org.eclipse.paho.mqttv5.client.logging.LoggerFactory;

/**
 * The {@code paho-mqtt5} component with the stock one's URIs and options, and these differences: it publishes without blocking; it
 * acknowledges a message when its exchange has completed, always; it connects and subscribes in the background, for good; endpoints with
 * the same {@code clientId} and broker share one connection. Defaults: {@code qos=1}, {@code cleanStart=false},
 * {@code receiveMaximum=512}. Not supported: {@code client}, {@code persistence}, {@code socketFactory} and {@code sslClientProps} (use
 * {@link #setTls}), QoS 2 for consumers.
 */
@Component("paho-mqtt5")
public class MqttComponent extends PahoMqtt5Component {
    private record Key(String url, String clientId) {
    }

    private final MqttCounters counters = new MqttCounters();
    private final Map<Key, MqttConnection> connections = new ConcurrentHashMap<>();
    private final String ownClientId = "bactrian-" + UUID.randomUUID();
    private MqttTls tls;
    private int maxWaitingPublishes = MqttSettings.MAX_WAITING_PUBLISHES;
    private int maxInFlightPublishes = 1_024;
    private ScheduledExecutorService upkeep;
    private ScheduledExecutorService retries;

    public MqttComponent() {
        PahoMqtt5Configuration defaults = getConfiguration();
        defaults.setQos(1);
        defaults.setCleanStart(false);
        defaults.setReceiveMaximum(MqttSettings.RECEIVE_MAXIMUM);
        defaults.setSessionExpiryInterval(86_400);
    }

    public MqttComponent(MqttSettings settings) {
        this();
        PahoMqtt5Configuration defaults = getConfiguration();
        defaults.setBrokerUrl(settings.url());
        defaults.setUserName(settings.username());
        defaults.setPassword(settings.password());
        defaults.setClientId(settings.clientId());
        defaults.setReceiveMaximum(settings.receiveMaximum());
        defaults.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        defaults.setKeepAliveInterval(settings.keepAliveSeconds());
        tls = settings.tls();
        maxWaitingPublishes = settings.maxWaitingPublishes();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        MqttEndpoint endpoint = new MqttEndpoint(uri, remaining, this, getConfiguration().copy());
        endpoint.setClient(getClient());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Fails when the TLS files cannot be read; not when the broker is away. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        LoggerFactory.setLogger(SilentPahoLogger.class.getName());
        if (tls != null) {
            tls.context();
        }
        upkeep = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "MqttUpkeep");
        retries = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "MqttRetry");
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        getCamelContext().getExecutorServiceManager().shutdownNow(upkeep);
        getCamelContext().getExecutorServiceManager().shutdownNow(retries);
    }

    /** What was done, over all connections. */
    public MqttCounters getCounters() {
        return counters;
    }

    /** How each connection is now; empty when no route uses one. */
    public List<MqttStatus> status() {
        return connections.values().stream().map(MqttConnection::status).toList();
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

    ScheduledExecutorService retries() {
        return retries;
    }

    synchronized MqttConnection connect(MqttEndpoint endpoint) {
        String url = MqttEndpoint.url(endpoint.getConfiguration().getBrokerUrl());
        String clientId = endpoint.getConfiguration().getClientId() == null
                ? ownClientId
                : endpoint.getConfiguration().getClientId();
        MqttConnection connection = connections.computeIfAbsent(new Key(url, clientId),
                key -> new MqttConnection(endpoint, url, clientId,
                        upkeep, new PublishWindow(maxInFlightPublishes, maxWaitingPublishes, counters), counters));
        connection.retain();
        return connection;
    }

    synchronized void disconnect(MqttConnection connection) {
        if (connection.release()) {
            connections.values().remove(connection);
        }
    }
}
