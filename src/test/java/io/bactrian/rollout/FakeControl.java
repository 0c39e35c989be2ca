package io.bactrian.rollout;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/**
 * Stands in for the rollout package: a model {@code pump}; one named {@code stuck}, with which nothing is possible; one named {@code broken}, with
 * which everything fails. Writes down what is asked.
 */
public final class FakeControl implements ModelControl {
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final Map<String, ModelStatus> models = new ConcurrentHashMap<>();
    public final List<ModelEvent> history = new CopyOnWriteArrayList<>();
    public final List<LoadedVersion> inMemory = new CopyOnWriteArrayList<>();
    /** Has a folder a version; null where no version is complete. */
    public volatile Path folder;
    public volatile boolean failing;
    public volatile Consumer<String> onAsked = what -> {
    };

    public FakeControl() {
        models.put("pump", new ModelStatus("pump", 2, List.of(
                new VersionStatus(4, State.INCOMPLETE, "model.onnx is not there", null),
                new VersionStatus(3, State.SHADOW, null, new ComparisonResult(400, 380, 0, 0, 7, 0.25, Double.NaN, 0)),
                new VersionStatus(2, State.SERVING, null, null),
                new VersionStatus(1, State.REJECTED, "sha256: expected 9f86, is 0d12", null))));
    }

    @Override
    public List<ModelStatus> status() {
        if (failing) {
            throw new IllegalStateException("inner secrets");
        }
        return List.copyOf(models.values());
    }

    @Override
    public ModelStatus status(String model) throws ModelConflictException {
        ask("status", model);
        return models.getOrDefault(model, new ModelStatus(model, null, List.of()));
    }

    @Override
    public List<ModelEvent> history(String model) throws ModelConflictException {
        ask("history", model);
        return history;
    }

    @Override
    public List<LoadedVersion> inMemory(String model) throws ModelConflictException {
        ask("inMemory", model);
        return inMemory;
    }

    @Override
    public VersionFiles files(String model, int version) throws ModelConflictException {
        ask("files", model, version);
        if (folder == null) {
            throw ModelConflictException.unknown("there is no version " + version);
        }
        Path own = folder.resolve(Integer.toString(version));
        return new VersionFiles(model, version, own.resolve("model.onnx"), own.resolve("model.yaml"), null, "digest");
    }

    @Override
    public void load(String model) throws ModelConflictException {
        ask("load", model);
    }

    @Override
    public void unload(String model) throws ModelConflictException {
        ask("unload", model);
    }

    @Override
    public void promote(String model, int version) throws ModelConflictException {
        ask("promote", model, version);
    }

    @Override
    public void rollBack(String model, int version) throws ModelConflictException {
        ask("rollBack", model, version);
    }

    @Override
    public void shadow(String model, int version) throws ModelConflictException {
        ask("shadow", model, version);
    }

    private void ask(Object... words) throws ModelConflictException {
        String question = String.join(" ", Arrays.stream(words).map(Object::toString).toList());
        asked.add(question);
        onAsked.accept(question);
        switch (words[1].toString()) {
            case "pump" -> {
            }
            case "stuck" -> throw ModelConflictException.conflict("it is stuck");
            case "broken" -> throw new IllegalStateException("inner secrets");
            default -> throw ModelConflictException.unknown("there is no model '" + words[1] + "'");
        }
    }
}
