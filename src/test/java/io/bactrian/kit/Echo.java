package io.bactrian.kit;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * The control beside whatever is measured: a device that hears its own messages, at a steady rate and at QoS 1, so that they pass this
 * machine and the broker, and the application does not. Begins at once. Any thread.
 */
public final class Echo implements AutoCloseable {
    private static final String NAME = "control";
    private static final String TOPIC = "devices/" + NAME + "/echo";
    private static final int PER_SECOND = 50;
    private static final long MOST_MICROS = 3_600_000_000L;

    private final Mqtt5AsyncClient client;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ConcurrentSkipListMap<Long, Long> sentNanos = new ConcurrentSkipListMap<>();
    private final Recorder latencies = new Recorder(MOST_MICROS, 3);
    private long next;

    public Echo(String url) {
        client = Connections.user(url, NAME);
        client.publishes(MqttGlobalPublishFilter.ALL, this::heard);
        Connections.connect(client);
        Patience.join(client.subscribeWith().topicFilter(TOPIC).qos(MqttQos.AT_LEAST_ONCE).send());
        clock.scheduleAtFixedRate(this::send, 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
    }

    private void send() {
        sentNanos.put(next, System.nanoTime());
        client.publish(Mqtt5Publish.builder().topic(TOPIC).qos(MqttQos.AT_LEAST_ONCE)
                .payload(ByteBuffer.allocate(Long.BYTES).putLong(0, next++)).build());
    }

    private void heard(Mqtt5Publish publish) {
        var sent = sentNanos.remove(ByteBuffer.wrap(publish.getPayloadAsBytes()).getLong());
        if (sent != null) {
            latencies.recordValue(Math.min(MOST_MICROS, (System.nanoTime() - sent) / 1000));
        }
    }

    /** The latencies in microseconds of what came since the last call of this or of {@link #slowestSinceLast()}. */
    public Histogram latenciesSinceLast() {
        return latencies.getIntervalHistogram();
    }

    /** The seconds that the slowest took since the last call, or has taken so far. */
    public double slowestSinceLast() {
        var oldest = sentNanos.firstEntry();
        var waiting = oldest == null ? 0 : (System.nanoTime() - oldest.getValue()) / 1e9;
        return Math.max(waiting, latenciesSinceLast().getMaxValue() / 1e6);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        Connections.end(client);
    }
}
