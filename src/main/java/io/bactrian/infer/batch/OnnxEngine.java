package io.bactrian.infer.batch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;

import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.AnswerListener;
import io.bactrian.model.BatchListener;
import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.RunListener;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.bactrian.telemetry.BadInput;
import io.micrometer.core.instrument.MeterRegistry;

/** Runs versions of models on ONNX Runtime. Messages come on any thread; the rest is called by one at a time. */
public final class OnnxEngine implements ModelEngine, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OnnxEngine.class);

    private final long maxBytes;
    private final AnswerListener answers;
    private final BatchListener runs;
    private final InferMeters meters;
    private final PictureInputs pictures;
    private final Set<LoadedModel> inMemory = ConcurrentHashMap.newKeySet();
    private final Map<String, ServedModel> served = new ConcurrentHashMap<>();

    /**
     * @param maxBytes the most that an ONNX file and the files with its weights may have
     * @param pictures decodes messages that are pictures
     */
    public OnnxEngine(MeterRegistry registry, long maxBytes, Pictures pictures) {
        this(registry, maxBytes, pictures, AnswerListener.NONE, BatchListener.NONE);
    }

    /**
     * @param answers is shown every message, on the thread that ran the model
     * @param runs    is shown every run for answers, on that thread
     */
    public OnnxEngine(MeterRegistry registry, long maxBytes, Pictures pictures, AnswerListener answers, BatchListener runs) {
        this.maxBytes = maxBytes;
        this.answers = answers;
        this.runs = runs;
        this.pictures = new PictureInputs(pictures, registry);
        this.meters = new InferMeters(registry, inMemory::size);
    }

    @Override
    public LoadedVersion load(VersionFiles files) throws ModelRejectedException {
        long start = System.nanoTime();
        OnnxModel model = OnnxModel.open(files, maxBytes);
        LoadedModel loaded = new LoadedModel(files, model, meters.opened(model.manifest()), answers, runs,
                this::closed);
        inMemory.add(loaded);
        LOG.infof("Model %s version %d loaded in %d ms, runs on %s", files.name(), files.version(),
                (System.nanoTime() - start) / 1_000_000, model.provider().text());
        return loaded;
    }

    @Override
    public void admit(LoadedVersion loaded) {
        String name = loaded.manifest().name();
        served.computeIfAbsent(name, missing -> new ServedModel(name, meters, pictures)).admit(own(loaded));
    }

    @Override
    public void fallBack(LoadedVersion version, LoadedVersion fallback) {
        own(version).fallBack(fallback == null ? null : own(fallback));
    }

    @Override
    public void retire(LoadedVersion loaded) {
        ServedModel model = served.get(loaded.manifest().name());
        if (model != null) {
            model.retire(own(loaded));
        }
        own(loaded).retire();
    }

    @Override
    public void shadow(LoadedVersion candidate, double share, Comparison into) {
        served.get(candidate.manifest().name()).shadow(own(candidate), share, into);
    }

    @Override
    public void endShadow(LoadedVersion candidate) {
        ServedModel model = served.get(candidate.manifest().name());
        if (model != null) {
            model.endShadow(own(candidate));
        }
    }

    /** Waits until the batches under way are through, some seconds at most; what is queued fails, and is held by who sent it. */
    @Override
    public void close() {
        served.values().forEach(ServedModel::stop);
        inMemory.forEach(LoadedModel::retire);
    }

    /**
     * Queues a message for a version. Any thread; never waits.
     *
     * @param done called once on the worker's thread, with the output (null where the message has no data) or the failure
     * @throws QueueFull        when too many wait already
     * @throws ModelUnavailable when the version has been retired
     */
    public void submit(Manifest version, ModelInput input, BiConsumer<ModelOutput, RuntimeException> done) {
        submit(version, input, null, done);
    }

    /**
     * The same of a message that somebody follows.
     *
     * @param listener is shown the run that the message is in; null for none
     */
    public void submit(Manifest version, ModelInput input, RunListener listener,
            BiConsumer<ModelOutput, RuntimeException> done) {
        ServedModel model = served.get(version.name());
        if (model == null) {
            throw new ModelUnavailable("model '" + version.name() + "' is not in service", null);
        }
        model.submit(version, input, listener, done);
    }

    /**
     * Queues the rows of one request for a version, all or none: rows ride in the batches of all messages of that version.
     * Any thread; never waits.
     *
     * @param done called once on a worker's thread, with one output a row, or with the failure of one of them
     * @throws QueueFull        when too many wait already
     * @throws ModelUnavailable when the version has been retired
     * @throws BadInput         when it has more rows than may ever wait
     */
    public void submit(Manifest version, List<? extends ModelInput> rows,
            BiConsumer<List<ModelOutput>, RuntimeException> done) {
        ServedModel model = served.get(version.name());
        if (model == null) {
            throw new ModelUnavailable("model '" + version.name() + "' is not in service", null);
        }
        model.submit(version, rows, done);
    }

    /** Messages and rows that wait for the model of that name. Any thread. */
    public int waiting(String model) {
        ServedModel known = served.get(model);
        return known == null ? 0 : known.waiting();
    }

    /** The version of that manifest, where it is in memory. Any thread. */
    public Optional<LoadedVersion> loaded(Manifest version) {
        return inMemory.stream().filter(one -> one.manifest() == version).map(LoadedVersion.class::cast).findFirst();
    }

    private void closed(LoadedModel loaded) {
        inMemory.remove(loaded);
        meters.closed(loaded.manifest());
        LOG.infof("Model %s version %s closed", loaded.manifest().name(), loaded.manifest().version());
    }

    private static LoadedModel own(LoadedVersion loaded) {
        return (LoadedModel) loaded;
    }
}
