package io.bactrian.infer.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.bactrian.model.AnswerListener;
import io.bactrian.model.BatchListener;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Writes versions of {@link Graphs} below a folder, and loads them into an engine. */
final class EngineRig implements AutoCloseable {
    private static final String MANIFEST = """
                                           inputs: [{features: [left, right]}]
                                           outputs: {score: score}
                                           batching: {size: %d, instances: %d, queue: %d}
                                           """;

    private final Path dir;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OnnxEngine engine;
    private int written;

    EngineRig(Path dir) {
        this(dir, AnswerListener.NONE);
    }

    EngineRig(Path dir, AnswerListener answers) {
        this.dir = dir;
        engine = new OnnxEngine(meters, 1 << 30, new Pictures(Pictures.USUAL_MOST_PIXELS), answers, BatchListener.NONE);
    }

    OnnxEngine engine() {
        return engine;
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    /** Versions in memory. */
    int inMemory() {
        return (int) meters.get("bactrian.infer.versions").gauge().value();
    }

    /** A version of the model {@code m}. */
    VersionFiles write(int version, byte[] graph, int size, int instances, int queue) {
        try {
            Path folder = Files.createDirectories(dir.resolve(written++ + "/m/" + version));
            Path onnx = Files.write(folder.resolve("model.onnx"), graph);
            Path manifest = Files.writeString(folder.resolve("model.yaml"),
                    MANIFEST.formatted(size, instances, queue));
            return new VersionFiles("m", version, onnx, manifest, null, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoadedVersion load(VersionFiles files) {
        try {
            return engine.load(files);
        } catch (ModelRejectedException e) {
            throw new AssertionError(e);
        }
    }

    /** A version of the model {@code m}, in batches of 16 on one worker. */
    LoadedVersion load(int version, byte[] graph) {
        return load(write(version, graph, 16, 1, 4096));
    }

    LoadedVersion admit(int version, byte[] graph) {
        return admit(load(version, graph));
    }

    LoadedVersion admit(LoadedVersion loaded) {
        engine.admit(loaded);
        return loaded;
    }

    CompletableFuture<ModelOutput> send(ModelInput input) {
        CompletableFuture<ModelOutput> future = new CompletableFuture<>();
        engine.submit(input.model(), input, (output, failure) -> {
            if (failure == null) {
                future.complete(output);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    @Override
    public void close() {
        engine.close();
    }
}
