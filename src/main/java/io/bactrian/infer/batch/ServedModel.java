package io.bactrian.infer.batch;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

import io.bactrian.model.Comparison;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.RunListener;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/**
 * A model by name: its admitted versions, the workers they share, and the shadow. Messages come on any thread;
 * the rest is called by one at a time.
 */
final class ServedModel {
    private static final LoadedModel[] NONE = {};

    private final String name;
    private final InferMeters.OfModel meters;
    private final PictureInputs pictures;
    private volatile LoadedModel[] admitted = NONE;
    private volatile WorkerPool workers = WorkerPool.NONE;
    private volatile Shadow shadow;

    ServedModel(String name, InferMeters meters, PictureInputs pictures) {
        this.name = name;
        this.pictures = pictures;
        this.meters = meters.model(name, this::waiting);
    }

    /**
     * Queues a message. Never waits.
     *
     * @throws QueueFull        when its worker's queue is full
     * @throws ModelUnavailable when its version is no longer admitted
     */
    void submit(Manifest version, ModelInput input, RunListener listener, BiConsumer<ModelOutput, RuntimeException> done) {
        LoadedModel model = hold(version, 1);
        try {
            queue(new InferRequest(input, model, null, listener, done));
        } catch (QueueFull | ModelUnavailable e) {
            model.release(1);
            throw e;
        }
    }

    /** The rows of a request, all or none: its {@code done} is never called where this throws. Never waits. */
    void submit(Manifest version, List<? extends ModelInput> rows, BiConsumer<List<ModelOutput>, RuntimeException> done) {
        RowGroup group = new RowGroup(hold(version, rows.size()), rows, done);
        try {
            while (group.queued() < group.size()) {
                queue(group);
            }
        } catch (QueueFull | ModelUnavailable | BadInput e) {
            group.abandon();
            throw e;
        } finally {
            group.model().release(group.size() - group.queued());
        }
    }

    /** Queues the rows that are left, some only where their worker is ending. */
    private void queue(RowGroup group) {
        WorkerPool now = workers;
        Worker worker = now.leastBusy();
        int count = group.size() - group.queued();
        if (worker == null || worker.ending() && now == workers) {
            throw stopped();
        }
        if (count > worker.mostRows()) {
            throw new BadInput(ErrorCode.WRONG_SHAPE, "the request has " + count + " rows; expected at most "
                    + worker.mostRows() + ", half of what may wait for model '" + name
                    + "' (batching.queue in its model.yaml)");
        }
        if (!worker.reserve(count)) {
            throw full(worker);
        }
        int before = group.queued();
        boolean room = true;
        while (room && group.queued() < group.size()) {
            int rows = Math.min(group.size() - group.queued(), group.model().manifest().batching().size());
            room = worker.offer(group.requests(rows, () -> worker.free(1)));
            group.queued(room ? rows : 0);
        }
        worker.free(count - group.queued() + before);
        if (!room && !worker.ending()) {
            throw full(worker);
        }
    }

    synchronized void admit(LoadedModel model) {
        LoadedModel[] more = Arrays.copyOf(admitted, admitted.length + 1);
        more[admitted.length] = model;
        setWorkers(more);
        admitted = more;
    }

    synchronized void retire(LoadedModel model) {
        endShadow(model);
        LoadedModel[] rest = Arrays.stream(admitted).filter(other -> other != model).toArray(LoadedModel[]::new);
        for (LoadedModel other : rest) {
            if (other.fallback() == model) {
                other.fallBack(null);
            }
        }
        admitted = rest;
        setWorkers(rest);
    }

    synchronized void shadow(LoadedModel candidate, double share, Comparison into) {
        Shadow before = shadow;
        shadow = new Shadow(candidate, share, into, pictures, batch -> workers.behind(batch));
        if (before != null) {
            before.end();
        }
    }

    synchronized void endShadow(LoadedModel candidate) {
        Shadow now = shadow;
        if (now != null && now.candidate() == candidate) {
            shadow = null;
            now.end();
        }
    }

    /** Waits until the batches under way are through; what is queued fails. */
    synchronized void stop() {
        if (shadow != null) {
            endShadow(shadow.candidate());
        }
        admitted = NONE;
        workers.stop();
    }

    int waiting() {
        return workers.waiting();
    }

    private LoadedModel hold(Manifest version, int times) {
        for (LoadedModel model : admitted) {
            if (model.manifest() == version && model.hold(times)) {
                return model;
            }
        }
        throw new ModelUnavailable("model '" + name + "' version " + version.version()
                + " has just been taken out of service; the message is for the one that follows", null);
    }

    private void queue(InferRequest request) {
        while (true) {
            WorkerPool now = workers;
            Worker worker = now.of(request.input().orderKey());
            if (worker != null && worker.offer(request)) {
                return;
            }
            if (worker == null || worker.ending() && now == workers) {
                throw stopped();
            }
            if (!worker.ending()) {
                throw full(worker);
            }
        }
    }

    private ModelUnavailable stopped() {
        return new ModelUnavailable("model '" + name + "' is being stopped", null);
    }

    private QueueFull full(Worker worker) {
        return new QueueFull("model '" + name + "' has " + worker.waiting() + " messages waiting, the most it may; "
                + "raise batching.queue or batching.instances in its model.yaml");
    }

    /** As many workers, with queues as long, as the version that asks for most: no candidate takes any away. */
    private void setWorkers(LoadedModel[] versions) {
        int instances = 0;
        int queue = 0;
        for (LoadedModel version : versions) {
            instances = Math.max(instances, version.instances());
            queue = Math.max(queue, version.manifest().batching().queue());
        }
        WorkerPool before = workers;
        if (!before.suits(instances, queue)) {
            workers = before.next(name, instances, queue, meters, pictures, () -> shadow);
            before.end();
        }
    }
}
