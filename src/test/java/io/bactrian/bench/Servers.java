package io.bactrian.bench;

import java.nio.file.Path;
import java.util.List;

import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Ports;

/** The brokers every contender gets: new processes, the same settings. */
record Servers(MosquittoBroker mqtt, KafkaProcess kafka, SampleCount samples) implements AutoCloseable {
    private static final int NO_LIMIT = 0;

    static Servers start(Path directory) {
        var mqtt = new MosquittoBroker(NO_LIMIT, false);
        var kafka = new KafkaProcess(directory.resolve("kafka"), Ports.free(), List.of("-Xms512m", "-Xmx512m"));
        mqtt.start();
        kafka.start();
        return new Servers(mqtt, kafka, new SampleCount(kafka.bootstrapServers()));
    }

    @Override
    public void close() {
        samples.close();
        kafka.close();
        mqtt.close();
    }
}
