package io.bactrian.infer.batch;

import java.util.function.BiConsumer;

import org.jboss.logging.Logger;

import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/** A message in a worker's queue, and its result. Once it is queued, its worker alone uses it. */
final class InferRequest {
    private static final Logger LOG = Logger.getLogger(InferRequest.class);

    private final ModelInput input;
    private final LoadedModel model;
    private final BiConsumer<ModelOutput, RuntimeException> done;
    private ModelOutput output;
    private RuntimeException failure;

    /**
     * @param input what it brings; without data it only keeps its place; null without a model
     * @param model what it is for, held until the request is complete; null for one that only wakes its worker
     * @param done  called once on the worker's thread, with the output (null without data) or the failure
     */
    InferRequest(ModelInput input, LoadedModel model, BiConsumer<ModelOutput, RuntimeException> done) {
        this.input = input;
        this.model = model;
        this.done = done;
    }

    ModelInput input() {
        return input;
    }

    LoadedModel model() {
        return model;
    }

    /** Whether it has data and no result yet. */
    boolean open() {
        return model != null && output == null && failure == null && input.data() != null;
    }

    /** Sets the result, which {@link #complete} passes on. */
    void output(ModelOutput result) {
        output = result;
    }

    /** Sets the failure in place of any result. */
    void failure(RuntimeException cause) {
        output = null;
        failure = cause;
    }

    void complete() {
        try {
            done.accept(output, failure);
        } catch (RuntimeException e) {
            LOG.error("An answer could not be passed on", e);
        }
    }
}
