package io.bactrian.infer.batch;

import java.util.Arrays;
import java.util.function.BiConsumer;

import io.bactrian.model.Comparison;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;

/**
 * A model by name: its admitted versions, the workers they share, and the shadow. Messages come on any thread;
 * the rest is called by one at a time.
 */
final class ServedModel {
    private static final LoadedModel[] NONE = {};

    private final String name;
    private final InferMeters.OfModel meters;
    private volatile LoadedModel[] admitted = NONE;
    private volatile WorkerPool workers = WorkerPool.NONE;
    private volatile Shadow shadow;

    ServedModel(String name, InferMeters meters) {
        this.name = name;
        this.meters = meters.model(name, this::waiting);
    }

    /**
     * Queues a message. Never waits.
     *
     * @throws QueueFull        when its worker's queue is full
     * @throws ModelUnavailable when its version is no longer admitted
     */
    void submit(Manifest version, ModelInput input, BiConsumer<ModelOutput, RuntimeException> done) {
        LoadedModel model = hold(version);
        try {
            queue(new InferRequest(input, model, done));
        } catch (QueueFull | ModelUnavailable e) {
            model.release(1);
            throw e;
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
        shadow = new Shadow(candidate, share, into, batch -> workers.behind(batch));
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

    private int waiting() {
        return workers.waiting();
    }

    private LoadedModel hold(Manifest version) {
        for (LoadedModel model : admitted) {
            if (model.manifest() == version && model.hold()) {
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
                throw new ModelUnavailable("model '" + name + "' is being stopped", null);
            }
            if (!worker.ending()) {
                throw new QueueFull("model '" + name + "' has " + worker.waiting() + " messages waiting, the most it may; "
                        + "raise batching.queue or batching.instances in its model.yaml");
            }
        }
    }

    /** As many workers, with queues as long, as the version that asks for most: no candidate takes any away. */
    private void setWorkers(LoadedModel[] versions) {
        int instances = 0;
        int queue = 0;
        for (LoadedModel version : versions) {
            instances = Math.max(instances, version.manifest().batching().instances());
            queue = Math.max(queue, version.manifest().batching().queue());
        }
        WorkerPool before = workers;
        if (!before.suits(instances, queue)) {
            workers = before.next(name, instances, queue, meters, () -> shadow);
            before.end();
        }
    }
}
