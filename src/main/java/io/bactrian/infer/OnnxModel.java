package io.bactrian.infer;

import java.util.List;
import java.util.Map;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.Golden;
import io.bactrian.model.manifest.ManifestFile;

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

    /**
     * Reads a version and checks it: places of its files, size, manifest, digest, what the ONNX file names, ONNX, manifest against
     * graph, golden cases, a full batch, latency. Takes its time.
     *
     * @param maxBytes the most that model.onnx and the files with its weights may have
     * @throws ModelRejectedException when it may not answer; nothing stays open
     */
    static OnnxModel open(VersionFiles files, long maxBytes) throws ModelRejectedException {
        try {
            files.mustBeInside();
            return opened(files, ManifestFile.read(files, maxBytes), maxBytes);
        } catch (ModelUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelRejectedException("model.onnx cannot be used: " + Reasons.words(e));
        }
    }

    private static OnnxModel opened(VersionFiles files, ManifestFile file, long maxBytes) throws ModelRejectedException {
        Manifest manifest;
        OrtSession session;
        try (ModelBytes onnx = ModelBytes.read(files, file.sha256(), maxBytes)) {
            session = OnnxFile.open(onnx, file.threads());
            manifest = complete(file, session, onnx.outline().metadata());
        }
        Model model = model(manifest, session);
        try {
            Golden golden = files.golden() == null ? null : Golden.read(files.golden(), manifest);
            return new OnnxModel(manifest, model, ModelCheck.pass(new OnnxModel(manifest, model, 0), golden));
        } catch (ModelRejectedException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static Manifest complete(ManifestFile file, OrtSession session, Map<String, String> metadata)
            throws ModelRejectedException {
        try {
            return file.complete(GraphReader.read(session, metadata));
        } catch (OrtException e) {
            close(session);
            throw new ModelRejectedException("model.onnx: its inputs and outputs cannot be read: " + Reasons.words(e));
        } catch (ModelRejectedException | RuntimeException | Error e) {
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
