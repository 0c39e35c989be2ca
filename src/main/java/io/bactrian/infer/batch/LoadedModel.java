package io.bactrian.infer.batch;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.AnswerListener;
import io.bactrian.model.BatchListener;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifest.Batching;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Provider;
import io.bactrian.model.RequestStats;
import io.bactrian.model.VersionFiles;

/**
 * A version in memory. It counts its uses, one by its owner and one by every message on its way through it, and is closed once, by
 * the last to release it. Any thread.
 */
final class LoadedModel implements LoadedVersion {
    private static final Logger LOG = Logger.getLogger(LoadedModel.class);
    private static final long LONG_NANOS = 2_000_000;

    private final VersionFiles files;
    private final OnnxModel model;
    private final InferMeters.OfVersion meters;
    private final AnswerListener answers;
    private final BatchListener runs;
    private final Consumer<LoadedModel> closed;
    private final InferenceStats stats = new InferenceStats();
    private final RequestStats requests = new RequestStats();
    private final AtomicInteger uses = new AtomicInteger(1);
    private final AtomicBoolean owned = new AtomicBoolean(true);
    private volatile LoadedModel fallback;

    /** @param closed called once, when it is out of memory */
    LoadedModel(VersionFiles files, OnnxModel model, InferMeters.OfVersion meters, AnswerListener answers,
            BatchListener runs, Consumer<LoadedModel> closed) {
        this.files = files;
        this.model = model;
        this.meters = meters;
        this.answers = answers;
        this.runs = runs;
        this.closed = closed;
    }

    @Override
    public VersionFiles files() {
        return files;
    }

    @Override
    public Manifest manifest() {
        return model.manifest();
    }

    @Override
    public InferenceStats stats() {
        return stats;
    }

    @Override
    public RequestStats requests() {
        return requests;
    }

    /** Is shown what becomes of each message. */
    AnswerListener answers() {
        return answers;
    }

    @Override
    public long latencyNanos() {
        return model.latencyNanos();
    }

    @Override
    public Provider provider() {
        return model.provider();
    }

    /** Threads to run it beside one another. */
    int instances() {
        int asked = manifest().batching().instances();
        return asked == Batching.BY_TIME
                ? usualInstances(latencyNanos(), manifest().threads(), Runtime.getRuntime().availableProcessors())
                : asked;
    }

    /** One keeps up where batches help; a model that takes long gets half the processors, and leaves the rest for everything else. */
    static int usualInstances(long latencyNanos, int threads, int processors) {
        return latencyNanos < LONG_NANOS ? 1 : Math.max(1, processors / 2 / threads);
    }

    /** Keeps it in memory until {@link #release}; false when it is too late for that. */
    boolean hold() {
        return hold(1);
    }

    /** The same, so many times. */
    boolean hold(int times) {
        int before = uses.get();
        while (before > 0 && !uses.compareAndSet(before, before + times)) {
            before = uses.get();
        }
        return before > 0;
    }

    /** Never throws. */
    void release(int holds) {
        if (uses.addAndGet(-holds) == 0) {
            try {
                model.close();
                closed.accept(this);
            } catch (RuntimeException e) {
                LOG.errorf(e, "Model %s version %s could not be closed; its memory is not freed", manifest().name(),
                        manifest().version());
            }
        }
    }

    /** The owner releases it; more than once has no effect. */
    void retire() {
        if (owned.compareAndSet(true, false)) {
            release(1);
        }
    }

    /** Runs a batch of at most the manifest's size. The caller holds it. */
    List<ModelOutput> run(List<? extends ModelInput> batch) {
        return model.run(batch);
    }

    /** The same for answers, which are counted. */
    List<ModelOutput> serve(List<? extends ModelInput> batch) {
        return model.run(batch, requests::ran);
    }

    /** A batch was run for its answers, from that {@link System#nanoTime()} on. */
    void ran(List<? extends ModelInput> batch, long start, long nanos) {
        stats.ran(batch.size(), nanos);
        meters.ran(batch.size(), nanos);
        runs.ran(manifest(), batch, start);
    }

    /** Runs one message for its answer, and counts it. The caller holds it. */
    ModelOutput answer(ModelInput input) {
        long start = System.nanoTime();
        List<ModelInput> batch = List.of(input);
        ModelOutput output = serve(batch).get(0);
        ran(batch, start, System.nanoTime() - start);
        return output;
    }

    /** Its fallback's output; null where it has none, or that fails too. */
    ModelOutput answerByFallback(ModelInput input) {
        LoadedModel instead = fallback;
        if (instead == null || !instead.hold()) {
            return null;
        }
        try {
            ModelOutput output = instead.answer(input);
            if (!output.finite()) {
                instead.stats.notFinite();
            }
            return output;
        } catch (RuntimeException e) {
            instead.stats.failed();
            return null;
        } finally {
            instead.release(1);
        }
    }

    LoadedModel fallback() {
        return fallback;
    }

    /** @param to what answers in its place where it cannot, or null */
    void fallBack(LoadedModel to) {
        fallback = to;
    }
}
