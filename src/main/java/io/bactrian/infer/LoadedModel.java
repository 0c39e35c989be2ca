package io.bactrian.infer;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import ai.djl.translate.TranslateException;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.Vitals;

/**
 * A version in memory. It counts who needs it, its owner and every message on its way through it, and is closed once, by
 * whoever lets go of it last. Any thread.
 */
final class LoadedModel implements LoadedVersion {
    private static final Logger LOG = Logger.getLogger(LoadedModel.class);

    private final VersionFiles files;
    private final OnnxModel model;
    private final VersionMeters meters;
    private final Consumer<LoadedModel> closed;
    private final Vitals vitals = new Vitals();
    private final Deque<OnnxModel.Session> sessions = new ConcurrentLinkedDeque<>();
    private final AtomicInteger uses = new AtomicInteger(1);
    private final AtomicBoolean owned = new AtomicBoolean(true);
    private volatile LoadedModel fallback;

    /** @param closed told once, when it is out of memory */
    LoadedModel(VersionFiles files, OnnxModel model, VersionMeters meters, Consumer<LoadedModel> closed) {
        this.files = files;
        this.model = model;
        this.meters = meters;
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
    public Vitals vitals() {
        return vitals;
    }

    @Override
    public long latencyNanos() {
        return model.latencyNanos();
    }

    /** Keeps it in memory until {@link #release}; false when it is too late for that. */
    boolean hold() {
        int before = uses.get();
        while (before > 0 && !uses.compareAndSet(before, before + 1)) {
            before = uses.get();
        }
        return before > 0;
    }

    /** Never throws. */
    void release(int holds) {
        if (uses.addAndGet(-holds) == 0) {
            try {
                sessions.forEach(OnnxModel.Session::close);
                sessions.clear();
                model.close();
                closed.accept(this);
            } catch (RuntimeException e) {
                LOG.errorf(e, "Model %s version %s could not be closed; what it holds of memory stays taken", manifest().name(),
                        manifest().version());
            }
        }
    }

    /** The owner lets go of it; more than once does no more. */
    void retire() {
        if (owned.compareAndSet(true, false)) {
            release(1);
        }
    }

    /** Runs a batch of at most the manifest's size. The caller holds it. */
    List<ModelOutput> run(List<? extends ModelInput> batch) throws TranslateException {
        OnnxModel.Session idle = sessions.pollFirst();
        OnnxModel.Session session = idle == null ? model.session() : idle;
        try {
            return session.run(batch);
        } finally {
            sessions.addFirst(session);
        }
    }

    /** A batch was run for its answers. */
    void ran(int size, long nanos) {
        vitals.ran(size, nanos);
        meters.ran(size, nanos);
    }

    /** Runs one message for its answer, and counts it. The caller holds it. */
    ModelOutput answer(ModelInput input) throws TranslateException {
        long start = System.nanoTime();
        ModelOutput output = run(List.of(input)).get(0);
        ran(1, System.nanoTime() - start);
        return output;
    }

    /** What its fallback says; null where it has none, or that cannot either. */
    ModelOutput answerByFallback(ModelInput input) {
        LoadedModel instead = fallback;
        if (instead == null || !instead.hold()) {
            return null;
        }
        try {
            ModelOutput output = instead.answer(input);
            if (!output.finite()) {
                instead.vitals.notFinite();
            }
            return output;
        } catch (TranslateException | RuntimeException e) {
            instead.vitals.failed();
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
