package io.bactrian.infer;

import java.io.IOException;
import java.util.List;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.Golden;
import io.bactrian.model.Manifest;
import io.bactrian.model.ManifestFile;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRefused;
import io.bactrian.model.VersionFiles;

/** One version in native memory. Opened by one thread, run by many, each with a {@link Session} of its own. */
final class OnnxModel implements AutoCloseable {
    private final Manifest manifest;
    private final Model model;
    private final long latencyNanos;

    private OnnxModel(Manifest manifest, Model model, long latencyNanos) {
        this.manifest = manifest;
        this.model = model;
        this.latencyNanos = latencyNanos;
    }

    /** @throws IOException when the file cannot be loaded or does not do what its manifest says */
    OnnxModel(Manifest manifest) throws IOException {
        this(manifest, legacy(manifest), 0);
    }

    private static Model legacy(Manifest manifest) throws IOException {
        try {
            Model model = model(manifest, OnnxFile.open(manifest.file(), manifest.threads()));
            try {
                ModelCheck.pass(new OnnxModel(manifest, model, 0), null);
            } catch (ModelRefused e) {
                model.close();
                throw e;
            }
            return model;
        } catch (ModelRefused e) {
            throw new IOException(manifest.file() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a version and checks it: size, manifest, digest, ONNX, manifest against graph, golden cases, a full batch, latency.
     * Takes its time.
     *
     * @param maxBytes the most that model.onnx may have
     * @throws ModelRefused when it may not answer; nothing stays open
     */
    static OnnxModel open(VersionFiles files, long maxBytes) throws ModelRefused {
        ManifestFile file = ManifestFile.read(files, maxBytes);
        OrtSession session = OnnxFile.open(files.onnx(), file.threads());
        Manifest manifest = complete(file, session);
        Model model = model(manifest, session);
        try {
            Golden golden = files.golden() == null ? null : Golden.read(files.golden(), manifest);
            return new OnnxModel(manifest, model, ModelCheck.pass(new OnnxModel(manifest, model, 0), golden));
        } catch (ModelRefused | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static Manifest complete(ManifestFile file, OrtSession session) throws ModelRefused {
        try {
            return file.complete(GraphReader.read(session));
        } catch (OrtException e) {
            close(session);
            throw new ModelRefused("model.onnx: its inputs and outputs cannot be read: " + Reasons.words(e));
        } catch (ModelRefused | RuntimeException e) {
            close(session);
            throw e;
        }
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("model.onnx cannot be closed: " + Reasons.words(e), e);
        }
    }

    private static Model model(Manifest manifest, OrtSession session) {
        Model model = Model.newInstance(manifest.name(), OnnxFile.ENGINE);
        model.setBlock(new OnnxBlock(session, manifest.outputs(), (OrtNDManager) model.getNDManager()));
        return model;
    }

    Manifest manifest() {
        return manifest;
    }

    /** Median nanoseconds of a run over one message. */
    long latencyNanos() {
        return latencyNanos;
    }

    Session session() {
        return new Session(model.newPredictor(new BatchTranslator(manifest)));
    }

    /** Frees the native memory. All sessions are closed before, and none is running. */
    @Override
    public void close() {
        model.close();
    }

    /** Runs batches, one at a time: used by one thread at a time. */
    static final class Session implements AutoCloseable {
        private final Predictor<List<? extends ModelInput>, List<ModelOutput>> predictor;

        private Session(Predictor<List<? extends ModelInput>, List<ModelOutput>> predictor) {
            this.predictor = predictor;
        }

        /**
         * @param batch at least one and at most the manifest's batch size, each with data
         * @return one output for each input, in order, each with the manifest's outputs in their order
         * @throws TranslateException when the model refuses the batch
         */
        List<ModelOutput> run(List<? extends ModelInput> batch) throws TranslateException {
            return predictor.predict(batch);
        }

        @Override
        public void close() {
            predictor.close();
        }
    }
}
