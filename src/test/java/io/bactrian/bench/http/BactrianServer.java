package io.bactrian.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import io.bactrian.bench.JvmOptions;
import io.bactrian.kit.Application;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;

/** The packaged application with its default settings, a broker beside it. */
final class BactrianServer implements Server {
    private final String name;
    private final Path jar;
    private MosquittoBroker broker;
    private Application application;

    private BactrianServer(String name, Path jar) {
        this.name = name;
        this.jar = jar;
    }

    /** This checkout's build. */
    static BactrianServer packaged() {
        return new BactrianServer("Bactrian", Path.of("target", "quarkus-app", "quarkus-run.jar"));
    }

    /** Another build, which {@code -Dbench.before} names. */
    static BactrianServer before() {
        return new BactrianServer("Bactrian before", Path.of(System.getProperty("bench.before", "quarkus-run.jar")));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        return Files.exists(jar) ? Optional.empty() : Optional.of("no " + jar + "; build it with ./mvnw package");
    }

    @Override
    public void start(List<Subject> subjects, Path directory) {
        var models = directory.resolve("models");
        subjects.forEach(subject -> deliver(subject, models));
        broker = new MosquittoBroker();
        broker.start();
        application = new Application(directory, Ports.free()).build(jar).with("bactrian.mqtt.url", broker.url())
                .with("kafka.bootstrap.servers", "127.0.0.1:" + Ports.free())
                .with("bactrian.models.dir", models.toAbsolutePath())
                .with("bactrian.models.default", subjects.get(0).name());
        JvmOptions.ofApplication().forEach(application::jvm);
        application.start();
        for (var subject : subjects) {
            application.process().await("ready for " + subject.name(), Patience.LONG,
                    () -> application.get("/v2/models/" + subject.name() + "/ready")
                            .map(response -> response.statusCode() == 200).orElse(false));
        }
    }

    private static void deliver(Subject subject, Path models) {
        try {
            var folder = Files.createDirectories(models.resolve(subject.name()).resolve("1"));
            Files.copy(subject.onnx(), folder.resolve("model.onnx"));
            Files.writeString(folder.resolve("model.yaml"), subject.manifest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LinkedHashMap<String, Call> calls(Subject subject) {
        var calls = httpCalls(application.page("/"), subject);
        calls.put("gRPC", new GrpcCall(application.page("/"), subject));
        return calls;
    }

    /** JSON and binary requests to a server of the protocol. */
    static LinkedHashMap<String, Call> httpCalls(URI server, Subject subject) {
        var calls = new LinkedHashMap<String, Call>();
        calls.put("JSON", HttpCall.json(server, subject));
        calls.put("binary", HttpCall.binary(server, subject));
        return calls;
    }

    @Override
    public Duration cpu() {
        return application.process().cpu();
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}
