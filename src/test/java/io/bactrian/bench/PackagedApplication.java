package io.bactrian.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.bactrian.kit.Application;
import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Ports;

/** {@code target/quarkus-app/quarkus-run.jar} with its default settings. */
final class PackagedApplication implements Contender {
    private final List<String> jvm;
    private Application application;

    PackagedApplication(List<String> jvm) {
        this.jvm = jvm;
    }

    @Override
    public String name() {
        return "Bactrian";
    }

    @Override
    public String answers() {
        return "devices/+/inference";
    }

    @Override
    public Optional<String> missing() {
        return Files.exists(Path.of("target", "quarkus-app", "quarkus-run.jar"))
                ? Optional.empty()
                : Optional.of("no target/quarkus-app/quarkus-run.jar; build it with ./mvnw package");
    }

    @Override
    public void launch(Servers servers, Path directory) {
        application = new Application(directory, Ports.free()).with("bactrian.mqtt.url", servers.mqtt().url())
                .with("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
        jvm.forEach(application::jvm);
        application.launch();
    }

    @Override
    public Optional<ChildProcess> process() {
        return Optional.ofNullable(application).map(Application::process);
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
    }
}
