package io.bactrian.bench.large;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The application's engine, from a message's numbers to its output: queue, batch, worker, counts. */
final class ServedModel implements Contender {
    private final OnnxEngine engine = new OnnxEngine(new SimpleMeterRegistry(), Integer.MAX_VALUE,
            new Pictures(Pictures.USUAL_MOST_PIXELS));
    private final int messages;
    private final LoadedVersion version;
    private final ModelInput message;

    ServedModel(LargeModel model, int messages, int threads, Path folder) throws IOException, ModelRejectedException {
        this.messages = messages;
        Path onnx = Files.write(folder.resolve("model.onnx"), model.onnx());
        String batching = "batching: {size: %d, delay: %s}%n".formatted(model.together(messages),
                model.together(messages) == 1 ? "0ms" : "10s");
        Path manifest = Files.writeString(folder.resolve("model.yaml"), "task: raw\nthreads: " + threads + "\n" + batching);
        version = engine.load(new VersionFiles(model.name(), 1, onnx, manifest, null, ""));
        engine.admit(version);
        double[] data = new double[model.data().length];
        for (int i = 0; i < data.length; i++) {
            data[i] = model.data()[i];
        }
        message = new ModelInput.Data(version.manifest(), data, null);
    }

    @Override
    public float[] run() {
        var done = new CountDownLatch(messages);
        var answered = new AtomicReference<ModelOutput>();
        for (int i = 0; i < messages; i++) {
            engine.submit(version.manifest(), message, (output, failure) -> {
                answered.set(output);
                done.countDown();
            });
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        double[] values = answered.get().outputs().get(0).values();
        float[] output = new float[values.length];
        for (int i = 0; i < output.length; i++) {
            output[i] = (float) values[i];
        }
        return output;
    }

    @Override
    public void close() {
        engine.close();
    }
}
