package io.bactrian.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Application;
import io.bactrian.kit.Brokers;
import io.bactrian.kit.Fleet;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.MqttBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Traffic;

/** A node of its own: MQTT broker, packaged application, pumps. It notices drift, and takes what the cloud announces. */
final class LoopEdge implements AutoCloseable {
    private static final Brokers BROKERS = Brokers.first();
    private static final String TOKEN = "a-token-of-these-tests";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WINDOW = 30;
    private static final String NEVER = "1000";
    private static final int BURST = 1000;
    private static final int BURST_RATE = 2000;

    private final String name;
    private final int pumps;
    private final MqttBroker mqtt = BROKERS.mqtt(1000);
    private final Application application;
    private final Ledger ledger;
    private final Fleet fleet;
    private Traffic traffic;
    private int rate;
    private int starts;

    /** One whose Kafka is at {@code bootstrapServers}; all it sends and gets is in the ledger. */
    LoopEdge(String name, int pumps, String bootstrapServers, Ledger ledger, Rows rows) {
        this.name = name;
        this.pumps = pumps;
        this.ledger = ledger;
        application = new Application(Scratch.directory(name), Ports.free()).jvm("-XX:TieredStopAtLevel=1")
                .with("bactrian.mqtt.url", mqtt.url()).with("kafka.bootstrap.servers", bootstrapServers)
                .with("bactrian.statistics.node", name).with("bactrian.api.token", TOKEN)
                .with("bactrian.drift.enabled", true).with("bactrian.drift.window", "10s")
                .with("bactrian.drift.reference-from", "messages").with("bactrian.drift.reference", 500)
                .with("bactrian.delivery.source", "announcements").with("bactrian.delivery.retry", "1s")
                .with("bactrian.delivery.retry-most", "2s").with("bactrian.rollout.gate.messages", 200)
                .with("bactrian.rollout.probation", "5s").with("bactrian.rollout.gate.latency-ratio", NEVER)
                .with("bactrian.rollout.probation.latency-ratio", NEVER);
        application.with("bactrian.delivery.dir", application.directory().resolve("delivery"));
        fleet = new Fleet(name, pumps, mqtt.url(), ledger, rows);
    }

    /** Starts everything; the pumps send their last half minute at once, then so many rows a second. */
    void open(int rate) {
        this.rate = rate;
        mqtt.start();
        start();
        fleet.connect();
        fleet.send((long) WINDOW * pumps, 0);
        traffic = new Traffic(fleet, rate);
    }

    /** Nothing is sent from now on. */
    void rest() {
        traffic.close();
        traffic = null;
        fleet.awaitAcknowledged();
    }

    private void start() {
        application.start();
        starts++;
    }

    /** Killed in the middle of a burst. */
    void killAndStart() {
        traffic.close();
        long answers = ledger.answers();
        var burst = fleet.sendAside(BURST, BURST_RATE);
        await("it answers", () -> ledger.answers() > answers + BURST / 4);
        application.kill();
        burst.join();
        start();
        traffic = new Traffic(fleet, rate);
    }

    String name() {
        return name;
    }

    /** How often it was started. */
    int starts() {
        return starts;
    }

    void await(String what, BooleanSupplier condition) {
        application.process().await(what, Patience.LONG, condition);
    }

    /** The same for what depends on rounds of training. */
    void await(String what, Duration atMost, BooleanSupplier condition) {
        application.process().await(what, atMost, condition);
    }

    /** The version that answers, 0 where that is not known. */
    int serving() {
        return get("/bactrian/models/" + ModelsFolder.MODEL).path("serving").asInt();
    }

    /** The highest version that is ordered, 0 for none. */
    int ordered() {
        return StreamSupport.stream(get("/bactrian/deliveries").spliterator(), false)
                .mapToInt(order -> order.path("version").asInt()).max().orElse(0);
    }

    /** The order's state, empty where there is no order for that version. */
    String delivery(int version) {
        for (JsonNode order : get("/bactrian/deliveries")) {
            if (order.path("version").asInt() == version) {
                return order.path("state").asText();
            }
        }
        return "";
    }

    double metric(String name) {
        return application.metrics().sum(name);
    }

    /** Records on its disk that Kafka does not have yet. */
    double waiting(String spool) {
        return application.metrics().sum("bactrian_spool_records", "\"" + spool + "\"");
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(application.get(path, TOKEN).map(HttpResponse::body).orElse("{}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (traffic != null) {
            traffic.close();
        }
        fleet.close();
        application.close();
        mqtt.close();
    }
}
