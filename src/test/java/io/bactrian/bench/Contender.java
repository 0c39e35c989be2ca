package io.bactrian.bench;

import java.nio.file.Path;
import java.util.Optional;

import io.bactrian.kit.ChildProcess;

/** What is measured: one process, or none, between the same brokers. */
interface Contender extends AutoCloseable {
    String name();

    /** The topic filter its answers come on. */
    String answers();

    /** What this machine lacks to run it, if anything. */
    Optional<String> missing();

    /** Installs what it needs, before any time is taken. */
    default void prepare(Path directory) {
    }

    /** Starts it and returns at once; its log goes to {@code directory}. */
    void launch(Servers servers, Path directory);

    /** The process, once launched. */
    Optional<ChildProcess> process();

    /** Whether every message leaves a sample in Kafka. */
    default boolean keepsSamples() {
        return true;
    }

    @Override
    void close();
}
