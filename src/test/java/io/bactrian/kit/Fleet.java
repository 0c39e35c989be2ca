package io.bactrian.kit;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Devices {@code <name>-0} and on, over two connections: one sends their telemetry at QoS 1, one with a persistent session hears the answers
 * to all devices. Everything goes into the {@link Ledger}. One thread sends at a time.
 */
public final class Fleet implements AutoCloseable {
    private static final int IN_FLIGHT = 500;

    private final Ledger ledger;
    private final String[] devices;
    private final Rows rows;
    private final Mqtt5AsyncClient mouth;
    private final Mqtt5AsyncClient ears;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final Map<String, AtomicLong> numbers = new ConcurrentHashMap<>();
    private long next;

    public Fleet(String name, int devices, String url, Ledger ledger, Rows rows) {
        this.ledger = ledger;
        this.rows = rows;
        this.devices = IntStream.range(0, devices).mapToObj(i -> name + "-" + i).toArray(String[]::new);
        mouth = Connections.client(url, name + "-mouth");
        ears = Connections.client(url, name + "-ears");
    }

    /** Connects both, and subscribes to the answers. */
    public Fleet connect() {
        ears.publishes(MqttGlobalPublishFilter.ALL, this::heard);
        Connections.connect(ears);
        Patience.join(ears.subscribeWith().topicFilter("devices/+/inference").qos(MqttQos.AT_LEAST_ONCE).send());
        Connections.connect(mouth);
        return this;
    }

    private void heard(Mqtt5Publish publish) {
        var answer = Answer.parse(publish.getPayloadAsBytes());
        if (answer.id() != null) {
            ledger.answered(publish.getTopic().getLevels().get(1), answer.id(), answer.kind(), answer.anomaly());
        }
    }

    /** Lets the answers pile up at the broker. */
    public void closeEars() {
        Patience.join(ears.disconnect());
    }

    /** Hears again, first of all what piled up. */
    public void openEars() {
        Connections.connect(ears);
    }

    /**
     * Sends {@code total} rows, the devices in turn, {@code perSecond} of them a second or, with 0, as fast as the broker acknowledges.
     * Waits, at the broker's pace, on the calling thread.
     */
    public void send(long total, double perSecond) {
        var start = System.nanoTime();
        for (long i = 0; i < total; i++) {
            if (perSecond > 0) {
                LockSupport.parkNanos(start + (long) (i * 1e9 / perSecond) - System.nanoTime());
            }
            var turn = next++;
            send(devices[(int) (turn % devices.length)], turn / devices.length);
        }
    }

    /** The same on another thread. */
    public CompletableFuture<Void> sendAside(long total, double perSecond) {
        var done = new CompletableFuture<Void>();
        var thread = new Thread(() -> {
            try {
                send(total, perSecond);
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }, "fleet");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** Sends one row of a device. Waits while too many are not acknowledged by the broker. */
    public void send(String device, long number) {
        send(device, number, device + "-" + number);
    }

    /** Sends the next row of a device, whichever it is. Any thread. */
    public void sendNext(String device) {
        send(device, numbers.computeIfAbsent(device, key -> new AtomicLong()).getAndIncrement());
    }

    private void send(String device, long number, String id) {
        ledger.sent(device, number, id);
        publish("devices/" + device + "/telemetry", rows.row(device, number, id));
    }

    /** Publishes any bytes at QoS 1. Waits while too many are not acknowledged by the broker. */
    public void publish(String topic, byte[] payload) {
        publish(Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).build());
    }

    /** Publishes as it is told. Waits while too many are not acknowledged by the broker. */
    public void publish(Mqtt5Publish publish) {
        inFlight.acquireUninterruptibly();
        mouth.publish(publish).whenComplete((result, failure) -> inFlight.release());
    }

    /** Sends again, with their own ids, the messages that have no answer yet. */
    public void sendAgainUnanswered() {
        ledger.forUnanswered(this::send);
    }

    /** Waits until the broker has acknowledged everything sent. */
    public void awaitAcknowledged() {
        inFlight.acquireUninterruptibly(IN_FLIGHT);
        inFlight.release(IN_FLIGHT);
    }

    public String device(int index) {
        return devices[index];
    }

    @Override
    public void close() {
        Connections.end(mouth);
        Connections.end(ears);
    }
}
