package io.bactrian.infer.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/** Rows of requests to {@link Graphs}, as bytes. */
record Rows(Manifest model, ByteBuffer elements, long deadline, ModelInput candidate) implements ModelInput {
    static List<ModelInput> of(LoadedVersion version, int... lefts) {
        return of(version, Long.MAX_VALUE, lefts);
    }

    static List<ModelInput> of(LoadedVersion version, long deadline, int... lefts) {
        return IntStream.of(lefts).<ModelInput>mapToObj(left -> new Rows(version.manifest(), floats(left, 0), deadline, null))
                .toList();
    }

    static ByteBuffer floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    static CompletableFuture<List<ModelOutput>> send(OnnxEngine engine, List<ModelInput> rows) {
        CompletableFuture<List<ModelOutput>> future = new CompletableFuture<>();
        engine.submit(rows.get(0).model(), rows, (outputs, failure) -> {
            if (failure == null) {
                future.complete(outputs);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    @Override
    public String orderKey() {
        return null;
    }

    @Override
    public double[] data() {
        return null;
    }

    @Override
    public ByteBuffer bytes(int input) {
        return elements;
    }

    @Override
    public boolean hasData() {
        return true;
    }
}
