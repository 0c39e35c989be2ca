package io.bactrian.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.kit.Application;
import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Ports;

/** A packaged application. */
final class PackagedApplication implements Contender {
    private final String name;
    private final Path jar;
    private final List<String> jvm;
    private final Map<String, Object> keys;
    private Application application;

    PackagedApplication(String name, Path jar, List<String> jvm) {
        this(name, jar, jvm, Map.of());
    }

    /** @param keys of its configuration that are not the defaults */
    PackagedApplication(String name, Path jar, List<String> jvm, Map<String, Object> keys) {
        this.name = name;
        this.jar = jar;
        this.jvm = jvm;
        this.keys = keys;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String answers() {
        return "devices/+/inference";
    }

    @Override
    public Optional<String> missing() {
        return Files.exists(jar)
                ? Optional.empty()
                : Optional.of("no " + jar + "; build it with ./mvnw package");
    }

    @Override
    public void launch(Servers servers, Path directory) {
        application = new Application(directory, Ports.free()).build(jar).with("bactrian.mqtt.url", servers.mqtt().url())
                .with("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
        jvm.forEach(application::jvm);
        keys.forEach(application::with);
        application.launch();
    }

    @Override
    public Optional<ChildProcess> process() {
        return Optional.ofNullable(application).map(Application::process);
    }

    /** Once it is launched. */
    URI page(String path) {
        return application.page(path);
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
    }
}
