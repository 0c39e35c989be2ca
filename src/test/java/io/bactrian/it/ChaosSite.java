package io.bactrian.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;

import io.bactrian.kit.Application;
import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Connections;
import io.bactrian.kit.Echo;
import io.bactrian.kit.Java;
import io.bactrian.kit.KafkaBroker;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.SmallDisk;

/** Where the chaos happens: everything a {@code Site} has, the hostile device, rules and limits at the broker, a small disk, and a watch. */
final class ChaosSite implements AutoCloseable {
    static final Duration PATIENCE = Patience.LONG;
    private static final int GOOD = 49;
    private static final int EACH_PER_SECOND = 6;
    private static final int DISK_MEGABYTES = 512;

    private final MosquittoBroker broker = new MosquittoBroker(1000);
    private final KafkaProcess kafka = new KafkaProcess().bare();
    private final Optional<SmallDisk> disk = SmallDisk.mount(DISK_MEGABYTES);
    private final Ledger ledger = new Ledger();
    private final HostileBooks books = new HostileBooks();
    private final Mqtt5AsyncClient hostileEars = Connections.user(broker.url(), "observer");
    private final Application application;
    private final GoodDevices good = new GoodDevices(GOOD, EACH_PER_SECOND, broker.url(), ledger);
    private final HostileDevice hostile;
    private KafkaTap samples;
    private KafkaTap deadLetters;
    private Echo control;
    private Watch watch;

    ChaosSite(ChaosSettings settings) {
        hostile = new HostileDevice(broker.port(), books, settings.actions(), settings.seed());
        var models = new ModelsFolder();
        models.put(ElasticModel.NAME, ElasticModel.onnx(), ElasticModel.MANIFEST);
        application = Application.between(broker, kafka).with("bactrian.mqtt.username", "bactrian")
                .with("bactrian.models.dir", models.path()).with("bactrian.devices.file", directory())
                .with("kafka.delivery.timeout.ms", 5_000).with("kafka.request.timeout.ms", 2_000)
                .with("kafka.max.block.ms", 3_000);
        disk.ifPresentOrElse(small -> application.with("bactrian.spool.dir", small.path().resolve("spool")),
                () -> System.out
                        .println("NOT PROVED: a disk that fills and empties, for only root can mount a small one here"));
    }

    private static Path directory() {
        try {
            return Files.writeString(Scratch.directory("devices").resolve("devices.yaml"),
                    """
                    default: {model: pump-anomaly}
                    devices:
                      %s: {model: %s}
                    """.formatted(HostileDevice.NAME, ElasticModel.NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts everything but the traffic. */
    ChaosSite open() {
        denyInference(false);
        broker.start();
        kafka.start();
        kafka.createTopic(KafkaBroker.SAMPLES, 3);
        samples = KafkaTap.all(kafka, KafkaBroker.SAMPLES, record -> {
            var device = KafkaTap.key(record);
            if (HostileDevice.NAME.equals(device)) {
                books.settles(KafkaTap.id(record));
            } else {
                ledger.sampled(device, KafkaTap.id(record));
            }
        });
        application.start();
        hostileEars.publishes(MqttGlobalPublishFilter.ALL, publish -> books.settles(publish.getPayloadAsBytes()));
        Connections.connect(hostileEars);
        for (var topic : List.of("inference", "deep/#", "odd/#")) {
            Patience.join(hostileEars.subscribeWith().topicFilter(HostileDevice.OWN + topic).qos(MqttQos.AT_LEAST_ONCE).send());
        }
        good.connect();
        control = new Echo(broker.url());
        watch = new Watch(application, ledger, control);
        return this;
    }

    /** Whether the broker lets nobody publish on the hostile device's inference topic. */
    void denyInference(boolean deny) {
        broker.accessControl(AccessRules.text(deny));
    }

    /** Makes the topic that has been missing. */
    void createDeadLetters() {
        kafka.createTopic(KafkaBroker.DEAD_LETTERS, 1);
        deadLetters = KafkaTap.all(kafka, KafkaBroker.DEAD_LETTERS, record -> {
            ledger.deadLettered(KafkaTap.id(record));
            books.settles(KafkaTap.id(record));
            books.settles(record.value());
        });
    }

    /** Waits until the good devices have sent as much as they do in so many seconds. */
    void goodDevicesSendFor(int seconds) {
        var goal = good.sent() + good.in(seconds);
        await("good devices sending for " + seconds + " s", Duration.ofSeconds(seconds).plus(PATIENCE),
                () -> good.sent() >= goal);
    }

    /** Waits as long as the application lives. */
    void await(String what, Duration atMost, BooleanSupplier condition) {
        application.process().await(what, atMost, condition);
    }

    /** Megabytes of heap that are in use behind a full garbage collection. */
    long heapMegabytes() {
        var jcmd = Path.of(Java.executable()).resolveSibling("jcmd").toString();
        ChildProcess.start("jcmd", List.of(jcmd, Long.toString(application.process().pid()), "GC.run"), Map.of(),
                application.directory().resolve("jcmd.log")).awaitEnd(PATIENCE);
        return (long) application.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") >> 20;
    }

    MosquittoBroker broker() {
        return broker;
    }

    KafkaProcess kafka() {
        return kafka;
    }

    Optional<SmallDisk> disk() {
        return disk;
    }

    Ledger ledger() {
        return ledger;
    }

    HostileBooks books() {
        return books;
    }

    Application application() {
        return application;
    }

    GoodDevices good() {
        return good;
    }

    HostileDevice hostile() {
        return hostile;
    }

    Watch watch() {
        return watch;
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
            control.close();
        }
        hostile.close();
        good.close();
        Connections.end(hostileEars);
        application.close();
        if (samples != null) {
            samples.close();
        }
        if (deadLetters != null) {
            deadLetters.close();
        }
        kafka.close();
        broker.close();
        disk.ifPresent(SmallDisk::close);
    }
}
