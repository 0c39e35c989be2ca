package io.bactrian.bench.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is measured: one process that serves all subjects, or ONNX Runtime in this one. */
interface Server extends AutoCloseable {
    String name();

    /** What this machine lacks to run it, if anything. */
    Optional<String> missing();

    /** Installs what it needs, starts it and returns when it is ready; its logs go to {@code directory}. */
    void start(List<Subject> subjects, Path directory);

    /** A request by encoding, in the order they are measured in. */
    LinkedHashMap<String, Call> calls(Subject subject) throws Exception;

    /** User and system CPU time used so far. */
    Duration cpu();

    @Override
    void close();

    /** Where its models lie, as the peers read it. */
    static String models(List<Subject> subjects) {
        var models = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        for (var subject : subjects) {
            models.putObject(subject.name()).put("file", subject.onnx().toString()).put("batches", subject.batches());
        }
        return models.toString();
    }

    static Map<String, String> peer(List<Subject> subjects, int port) {
        return Map.of("PEER_MODELS", models(subjects), "PEER_PORT", Integer.toString(port), "NODE_ENV", "production");
    }
}
