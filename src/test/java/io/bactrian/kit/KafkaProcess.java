package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.common.Uuid;

/** The real Kafka broker from its own jars as an own process: one combined KRaft broker and controller. */
public final class KafkaProcess extends ServerProcess implements KafkaBroker {
    private static final List<String> SMALL = List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final int port;
    private final int controllerPort = Ports.free();
    private final List<String> jvm;
    private boolean bare;
    private String moreListeners = "";
    private String moreAdvertised = "";

    public KafkaProcess() {
        this(Scratch.directory("kafka"), Ports.free());
    }

    /** Keeps configuration, records and log in {@code directory}. */
    public KafkaProcess(Path directory, int port) {
        this(directory, port, SMALL);
    }

    /** The same with these JVM options instead of those that start soonest. */
    public KafkaProcess(Path directory, int port, List<String> jvmOptions) {
        this.directory = directory;
        this.port = port;
        this.jvm = Stream.concat(jvmOptions.stream(), Stream.of(LogToConsole.JVM_OPTION)).toList();
    }

    /** Has it come up without topics and make none by itself; before the first start. */
    public KafkaProcess bare() {
        bare = true;
        return this;
    }

    /** Listens on {@code port} too, and tells clients that come there to come to {@code relay}; before the first start. */
    public KafkaProcess relayed(int port, int relay) {
        moreListeners = ",RELAYED://127.0.0.1:" + port;
        moreAdvertised = ",RELAYED://127.0.0.1:" + relay;
        return this;
    }

    @Override
    public String name() {
        return "Kafka broker process";
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() {
        var configuration = configure();
        process = ChildProcess.start("kafka",
                Java.withTestClasspath(jvm, LogToConsole.class.getName(), "kafka.Kafka", configuration.toString()),
                Map.of(), directory.resolve("kafka.log"));
        Ports.awaitAnswer(port, process);
        if (!bare) {
            createTopics();
        }
    }

    private Path configure() {
        var file = directory.resolve("server.properties");
        if (Files.exists(file)) {
            return file;
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(file,
                    """
                    process.roles=broker,controller
                    node.id=1
                    controller.quorum.voters=1@127.0.0.1:%2$d
                    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
                    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%5$s
                    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,RELAYED:PLAINTEXT,CONTROLLER:PLAINTEXT
                    controller.listener.names=CONTROLLER
                    inter.broker.listener.name=PLAINTEXT
                    log.dirs=%3$s
                    num.partitions=3
                    offsets.topic.num.partitions=1
                    offsets.topic.replication.factor=1
                    transaction.state.log.num.partitions=1
                    transaction.state.log.replication.factor=1
                    transaction.state.log.min.isr=1
                    auto.create.topics.enable=false
                    group.initial.rebalance.delay.ms=0
                    broker.session.timeout.ms=2000
                    broker.heartbeat.interval.ms=500
                    log.segment.bytes=67108864
                    log.cleaner.dedupe.buffer.size=16777216
                    """.formatted(port, controllerPort, directory.resolve("data").toString().replace('\\', '/'),
                            moreListeners, moreAdvertised));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        var format = ChildProcess.start("kafka format", Java.withTestClasspath(jvm, "kafka.tools.StorageTool", "format", "-t",
                Uuid.randomUuid().toString(), "-c", file.toString()), Map.of(), directory.resolve("format.log"));
        format.awaitEnd(Patience.LONG);
        return file;
    }
}
