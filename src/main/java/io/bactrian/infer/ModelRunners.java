package io.bactrian.infer;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRepository;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The models in service; one starts with the first message for it, or at start-up. Any thread. */
public final class ModelRunners implements AutoCloseable {
    private final Map<String, ModelRunner> runners = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    public ModelRunners(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Starts loading every model of the repository. */
    public void warmUp(ModelRepository repository) {
        repository.models().values().forEach(this::runner);
    }

    ModelRunner runner(Manifest manifest) {
        ModelRunner runner = runners.get(manifest.name());
        return runner != null ? runner : runners.computeIfAbsent(manifest.name(), name -> start(manifest));
    }

    /** Models that cannot be used, by name, with the reason. */
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        runners.forEach((name, runner) -> {
            String problem = runner.problem();
            if (problem != null) {
                problems.put(name, problem);
            }
        });
        return problems;
    }

    /** Models in service, by name, with their versions. */
    public Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        runners.forEach((name, runner) -> versions.put(name, runner.manifest().version()));
        return versions;
    }

    @Override
    public void close() {
        runners.values().forEach(ModelRunner::close);
    }

    private ModelRunner start(Manifest manifest) {
        ModelRunner runner = new ModelRunner(manifest, new InferMeters(registry, manifest));
        Gauge.builder("bactrian.infer.waiting", runner, ModelRunner::waiting).description("Messages waiting for the model")
                .tag("model", manifest.name()).register(registry);
        return runner;
    }
}
