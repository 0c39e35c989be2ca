package io.bactrian.infer.onnx;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.Provider;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.Golden;
import io.bactrian.model.manifest.ManifestFile;
import io.bactrian.model.manifest.Signature;
import io.bactrian.model.manifest.Signature.Port;

/** One version in native memory that has passed its checks. Opened by one thread, run by many beside one another. */
public final class OnnxModel implements AutoCloseable {
    static final String ENGINE = "OnnxRuntime";
    private static final long[] NO_TENSOR = {};

    private final Manifest manifest;
    private final Provider provider;
    private final Model model;
    private final Deque<Runner> idle = new ConcurrentLinkedDeque<>();
    private long latencyNanos;

    /** What one thread at a time runs a batch with. */
    private record Runner(BatchTranslator translator, Predictor<List<? extends ModelInput>, List<ModelOutput>> predictor) {
        void close() {
            translator.close();
            predictor.close();
        }
    }

    /** Gets the time of a run: nanoseconds for making the tensors, in the model, and for reading the outputs. */
    public interface Timing {
        void ran(int messages, long input, long infer, long output);
    }

    private OnnxModel(Manifest manifest, Providers.Opened opened) {
        this.manifest = manifest;
        this.provider = opened.provider();
        this.model = Model.newInstance(manifest.name(), ENGINE);
        model.setBlock(new OnnxBlock(opened.session(), manifest.outputs(), (OrtNDManager) model.getNDManager()));
    }

    /**
     * Reads a version and checks it: places of its files, size, manifest, digest, what the ONNX file names, ONNX, manifest against
     * graph, golden cases, a full batch, latency. Takes its time.
     *
     * @param maxBytes the most that model.onnx and the files with its weights may have
     * @throws ModelRejectedException when it may not answer; nothing stays open
     */
    public static OnnxModel open(VersionFiles files, long maxBytes) throws ModelRejectedException {
        try {
            files.mustBeInside();
            OnnxModel model = read(files, ManifestFile.read(files, maxBytes), maxBytes);
            try {
                Golden golden = files.golden() == null ? null : Golden.read(files.golden(), model.manifest);
                model.latencyNanos = ModelCheck.pass(model, golden);
                return model;
            } catch (ModelRejectedException | RuntimeException | Error e) {
                model.close();
                throw e;
            }
        } catch (ModelUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelRejectedException("model.onnx cannot be used: " + Reasons.words(e));
        }
    }

    private static OnnxModel read(VersionFiles files, ManifestFile file, long maxBytes) throws ModelRejectedException {
        try (ModelBytes onnx = ModelBytes.read(files, file.sha256(), maxBytes)) {
            Providers.Opened opened = onnx.open(file.threads(), file.providers());
            return new OnnxModel(complete(file, opened.session(), onnx.outline().metadata()), opened);
        }
    }

    private static Manifest complete(ManifestFile file, OrtSession session, Map<String, String> metadata)
            throws ModelRejectedException {
        try {
            return file.complete(signature(session, metadata));
        } catch (OrtException e) {
            close(session);
            throw new ModelRejectedException("model.onnx: its inputs and outputs cannot be read: " + Reasons.words(e));
        } catch (ModelRejectedException | RuntimeException | Error e) {
            close(session);
            throw e;
        }
    }

    /** @param metadata the file's own, in which ONNX Runtime's Java API spoils characters beyond U+FFFF */
    static Signature signature(OrtSession session, Map<String, String> metadata) throws OrtException {
        return new Signature(ports(session.getInputInfo().values()), ports(session.getOutputInfo().values()), metadata);
    }

    private static List<Port> ports(Iterable<NodeInfo> nodes) {
        List<Port> ports = new ArrayList<>();
        for (NodeInfo node : nodes) {
            ports.add(node.getInfo() instanceof TensorInfo tensor
                    ? new Port(node.getName(), ElementTypes.datatype(tensor.onnxType), tensor.getShape())
                    : new Port(node.getName(), null, NO_TENSOR));
        }
        return ports;
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("model.onnx cannot be closed: " + Reasons.words(e), e);
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /** What runs its operators, and the CPU those that it cannot run. */
    public Provider provider() {
        return provider;
    }

    /** Median nanoseconds of a run over one message. */
    public long latencyNanos() {
        return latencyNanos;
    }

    /**
     * Any thread.
     *
     * @param batch at least one and at most the manifest's batch size, each with data
     * @return one output for each input, in order, each with the manifest's outputs in their order
     * @throws RuntimeException when the model cannot process the batch; see {@link Reasons#words}
     */
    public List<ModelOutput> run(List<? extends ModelInput> batch) {
        return run(batch, null);
    }

    /**
     * The same.
     *
     * @param timing called once where it succeeds; may be null
     */
    public List<ModelOutput> run(List<? extends ModelInput> batch, Timing timing) {
        Runner runner = idle.pollFirst();
        if (runner == null) {
            BatchTranslator translator = new BatchTranslator(manifest);
            runner = new Runner(translator, model.newPredictor(translator));
        }
        try {
            List<ModelOutput> outputs = runner.predictor().predict(batch);
            if (timing != null) {
                runner.translator().report(batch.size(), timing);
            }
            return outputs;
        } catch (TranslateException e) {
            throw new EngineException(e.getMessage(), e);
        } finally {
            idle.addFirst(runner);
        }
    }

    /** Frees the native memory. Nothing is running. */
    @Override
    public void close() {
        idle.forEach(Runner::close);
        idle.clear();
        model.close();
    }
}
