package io.bactrian.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;

import io.bactrian.kit.Answer;
import io.bactrian.kit.Connections;

/** What the person at the terminal can do: a letter and Enter. */
final class Keys {
    private static final String PUMP = "pump-1";

    private final Say say;
    private final Plant plant;
    private final Pumps pumps;
    private final Models models;
    private final Labels labels;
    private final Runnable quit;
    private final Mqtt5AsyncClient you;
    private int published;
    private volatile long publishedNanos;

    Keys(Say say, Plant plant, Pumps pumps, Models models, Labels labels, Runnable quit) {
        this.say = say;
        this.plant = plant;
        this.pumps = pumps;
        this.models = models;
        this.labels = labels;
        this.quit = quit;
        you = Connections.client(plant.mqttUrl(), "you");
    }

    void explain() throws IOException {
        var requests = plant.requests();
        say.block(
                """

                  Try this:
                    p + Enter   publish a message as %1$s and see its answer
                    k + Enter   stop Kafka and watch the spool grow; again to start it and watch the spool drain
                    f + Enter   break a pump and watch the anomalies
                    v + Enter   train the next version of the model, deliver it, and see its shadow, gate, promotion and probation
                    b + Enter   deliver a version that does not do what its golden.json says: it is rejected
                    n + Enter   deliver a version that answers no number when a pump runs dry, promote it manually,
                                let a pump run dry, and watch it being rolled back
                    d + Enter   let the scale of a sensor move at every pump: the edge notices, the cloud retrains, evaluates and
                                announces, the edge tries and promotes; again to let it move back
                    x + Enter   poison half of the labels: what is trained on them is evaluated, and not announced; again to end it
                    q + Enter   quit (or Ctrl-C)
                  Publish from another terminal, where the mosquitto clients are installed; a pump's first 29 answers say "warming":
                    mosquitto_sub -p %2$d -v -t 'devices/my-pump/inference'
                    mosquitto_pub -p %2$d -q 1 -t devices/my-pump/telemetry -m '%3$s'
                  Deliver a version yourself, and put it in service whatever the gate says:
                    java %5$s
                    %6$s
                  Ask over HTTP, where curl is installed: with a picture, and with a tensor:
                    %7$s
                    %8$s
                  Edit a route while it runs: the files in %4$s are in use, and are read again when you save them.
                """.formatted(
                        PUMP, plant.mqttPort(),
                        new String(pumps.reading(PUMP, "mine-1"), StandardCharsets.UTF_8).replaceAll("\"ts\":\\d+,", ""),
                        Plant.routes(), String.join(" ", Models.trainCommand()), plant.promoteCommand("2"), requests.picture(),
                        requests.tensorRequest()));
    }

    /** Reads lines from standard input on a thread of its own until it ends. */
    void listen() {
        you.publishes(MqttGlobalPublishFilter.ALL, answer -> {
            if (Answer.parse(answer.getPayloadAsBytes()).id().startsWith("yours-")) {
                say.now("%s answered after %.1f ms: %s".formatted(answer.getTopic(), (System.nanoTime() - publishedNanos) / 1e6,
                        new String(answer.getPayloadAsBytes(), StandardCharsets.UTF_8)));
            }
        });
        Connections.connect(you);
        you.subscribeWith().topicFilter("devices/" + PUMP + "/inference").qos(MqttQos.AT_LEAST_ONCE).send()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        var thread = new Thread(this::read, "keys");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        var input = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try {
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                obey(line.strip().toLowerCase(Locale.ROOT));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be read", e);
        }
    }

    private void obey(String key) throws IOException {
        switch (key) {
            case "p" -> publish();
            case "k" -> plant.toggleKafka(say);
            case "f" -> pumps.breakOne((long) say.seconds(), say);
            case "v" -> models.good();
            case "b" -> models.rejected();
            case "n" -> models.rolledBack();
            case "d" -> pumps.drift(say);
            case "x" -> poison();
            case "q" -> quit.run();
            case "" -> {
            }
            default -> say.now(
                    "p publishes, k stops or starts Kafka, f breaks a pump, v, b and n deliver a version of the model, "
                            + "d lets a sensor drift, x poisons labels, q quits.");
        }
    }

    private void poison() {
        labels.spoil(say);
        pumps.breakSeveral((long) say.seconds(), say);
    }

    private void publish() {
        var payload = pumps.reading(PUMP, "yours-" + ++published);
        say.now("Publishing on devices/" + PUMP + "/telemetry: " + new String(payload, StandardCharsets.UTF_8));
        publishedNanos = System.nanoTime();
        you.publishWith().topic("devices/" + PUMP + "/telemetry").qos(MqttQos.AT_LEAST_ONCE).payload(payload).send();
    }
}
