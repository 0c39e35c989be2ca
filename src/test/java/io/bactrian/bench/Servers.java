package io.bactrian.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Ports;

/** The brokers every contender gets: new processes, the same settings. */
record Servers(MosquittoBroker mqtt, KafkaProcess kafka, SampleCount samples, Path records) implements AutoCloseable {
    private static final int NO_LIMIT = 0;

    /** Starts both; Kafka keeps its log in {@code directory}, and its records only until the end. */
    static Servers start(Path directory) {
        var mqtt = new MosquittoBroker(NO_LIMIT, false);
        var kafka = new KafkaProcess(directory, Ports.free(), List.of("-Xms512m", "-Xmx512m"));
        mqtt.start();
        kafka.start();
        return new Servers(mqtt, kafka, new SampleCount(kafka.bootstrapServers()), directory.resolve("data"));
    }

    @Override
    public void close() {
        samples.close();
        kafka.close();
        mqtt.close();
        try (var files = Files.walk(records)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + records, e);
        }
    }
}
