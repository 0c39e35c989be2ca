package io.bactrian.infer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ManifestFile;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;
import io.bactrian.model.ModelRefused;
import io.bactrian.model.VersionFiles;

/** One model in memory. Opened by one thread, run by many, each with a {@link Session} of its own. */
final class OnnxModel implements AutoCloseable {
    private final Manifest manifest;
    private final Model model;

    /** @throws IOException when the file cannot be loaded or does not do what its manifest says */
    OnnxModel(Manifest manifest) throws IOException {
        this.manifest = manifest;
        this.model = Model.newInstance(manifest.name(), "OnnxRuntime");
        try {
            model.load(manifest.file().getParent(), manifest.file().getFileName().toString(),
                    Map.of("intraOpNumThreads", "1", "interOpNumThreads", "1"));
            tryOut();
        } catch (MalformedModelException | EngineException | TranslateException | IOException e) {
            model.close();
            throw new IOException(manifest.file() + " cannot be used: " + rootMessage(e), e);
        }
    }

    /** @throws ModelRefused when it may not answer */
    static OnnxModel open(VersionFiles files, long maxBytes) throws ModelRefused {
        try {
            if (Files.size(files.onnx()) > maxBytes) {
                throw new ModelRefused(files.onnx() + " has more than " + maxBytes + " bytes");
            }
            return new OnnxModel(
                    ManifestFile.read(files.name(), Integer.toString(files.version()), files.manifest().getParent()));
        } catch (IOException e) {
            throw new ModelRefused(e.getMessage());
        }
    }

    Manifest manifest() {
        return manifest;
    }

    long latencyNanos() {
        return 1;
    }

    Session session() {
        return new Session();
    }

    @Override
    public void close() {
        model.close();
    }

    private void tryOut() throws TranslateException {
        double[] zeros = new double[manifest.elements()];
        ModelInput nothing = new Zeros(manifest, zeros);
        try (Session session = session()) {
            session.run(List.of(nothing));
            session.run(List.of(nothing, nothing));
        }
    }

    private static String rootMessage(Throwable e) {
        return e.getCause() == null ? e.getMessage() : rootMessage(e.getCause());
    }

    private record Zeros(Manifest model, double[] data) implements ModelInput {
        @Override
        public String orderKey() {
            return "";
        }
    }

    /** Runs batches, one at a time. */
    final class Session implements AutoCloseable {
        private final Predictor<List<? extends ModelInput>, List<ModelOutput>> predictor = model
                .newPredictor(new BatchTranslator());
        private final FloatBuffer buffer = ByteBuffer.allocateDirect(
                Math.multiplyExact(Math.max(2, manifest.batching().size()), manifest.elements()) * Float.BYTES)
                .order(ByteOrder.nativeOrder()).asFloatBuffer();

        /**
         * @param batch at most the manifest's batch size, each with data
         * @return one output for each input, in order
         * @throws TranslateException when the model refuses the batch
         */
        List<ModelOutput> run(List<? extends ModelInput> batch) throws TranslateException {
            return predictor.predict(batch);
        }

        @Override
        public void close() {
            predictor.close();
        }

        private final class BatchTranslator implements NoBatchifyTranslator<List<? extends ModelInput>, List<ModelOutput>> {
            private List<? extends ModelInput> batch;

            @Override
            public NDList processInput(TranslatorContext context, List<? extends ModelInput> inputs) {
                batch = inputs;
                buffer.clear();
                for (ModelInput input : inputs) {
                    for (double value : input.data()) {
                        buffer.put((float) value);
                    }
                }
                buffer.flip();
                NDArray tensor = context.getNDManager().create(buffer, new Shape(manifest.inputs().get(0).shape(inputs.size())),
                        DataType.FLOAT32);
                tensor.setName(manifest.inputs().get(0).name());
                return new NDList(tensor);
            }

            @Override
            public List<ModelOutput> processOutput(TranslatorContext context, NDList list) {
                List<List<Tensor>> tensors = new ArrayList<>(batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    tensors.add(new ArrayList<>(manifest.outputs().size()));
                }
                for (String name : manifest.outputs()) {
                    split(find(list, name), tensors);
                }
                List<ModelOutput> outputs = new ArrayList<>(batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    outputs.add(new ModelOutput(batch.get(i), manifest, tensors.get(i)));
                }
                return outputs;
            }
        }

        private NDArray find(NDList list, String name) {
            for (NDArray array : list) {
                if (name.equals(array.getName())) {
                    return array;
                }
            }
            throw new EngineException(
                    "it has no output '" + name + "'; it has " + list.stream().map(NDArray::getName).toList());
        }

        private void split(NDArray array, List<List<Tensor>> tensors) {
            Datatype datatype = Numbers.datatype(array.getDataType());
            double[] all = Numbers.toDoubles(array);
            int each = all.length / tensors.size();
            if (array.getShape().dimension() == 0 || array.getShape().get(0) != tensors.size() || each == 0) {
                throw new EngineException(
                        "output '" + array.getName() + "' has the shape " + array.getShape() + " for a batch of "
                                + tensors.size() + "; expected the batch first");
            }
            for (int i = 0; i < tensors.size(); i++) {
                double[] own = Arrays.copyOfRange(all, i * each, (i + 1) * each);
                tensors.get(i).add(new Tensor(array.getName(), datatype, own));
            }
        }
    }
}
