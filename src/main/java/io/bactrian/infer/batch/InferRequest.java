package io.bactrian.infer.batch;

import java.util.List;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;

import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.RunListener;
import io.bactrian.telemetry.BadInput;

/** A message in a worker's queue, and its result. Once it is queued, its worker alone uses it. */
final class InferRequest {
    private static final Logger LOG = Logger.getLogger(InferRequest.class);

    private ModelInput input;
    private final LoadedModel model;
    private final RowGroup group;
    private final RunListener listener;
    private final BiConsumer<ModelOutput, RuntimeException> done;
    private final long queued = System.nanoTime();
    private ModelOutput output;
    private RuntimeException failure;
    private InferRequest next;

    /**
     * @param input what it brings; without data it only keeps its place; null without a model
     * @param model what it is for, held until the request is complete; null for one that only wakes its worker
     * @param done  called once on the worker's thread, with the output (null without data) or the failure
     */
    InferRequest(ModelInput input, LoadedModel model, BiConsumer<ModelOutput, RuntimeException> done) {
        this(input, model, null, null, done);
    }

    /**
     * @param group    of which it is one row, or null
     * @param listener is shown the run that it is in; null for none
     */
    InferRequest(ModelInput input, LoadedModel model, RowGroup group, RunListener listener,
            BiConsumer<ModelOutput, RuntimeException> done) {
        this.input = input;
        this.model = model;
        this.group = group;
        this.listener = listener;
        this.done = done;
    }

    /** The row of the same request that is taken out of the queue together with this one, or null. */
    InferRequest next() {
        return next;
    }

    void next(InferRequest row) {
        next = row;
    }

    ModelInput input() {
        return input;
    }

    LoadedModel model() {
        return model;
    }

    /** Whether it has data and no result yet. */
    boolean open() {
        return model != null && output == null && failure == null && input.hasData();
    }

    /** Nanoseconds that it has waited at {@code now}, a {@link System#nanoTime()}. */
    long waited(long now) {
        return now - queued;
    }

    /** It was run together with these, itself among them, from {@code start} on. */
    void ran(List<ModelInput> together, long start, long nanos) {
        if (listener != null) {
            listener.ran(model.manifest(), together, waited(start), nanos);
        }
    }

    /** Whether running it would be in vain: it then has a failure that says why. */
    boolean lapsed(long now) {
        long deadline = input.deadline();
        if (deadline != Long.MAX_VALUE && now - deadline > 0) {
            failure = new DeadlineExceeded("the request waited for " + waited(now) / 1000
                    + " microseconds and was not run, as its timeout had passed");
        } else if (input.cancelled()) {
            failure = new RequestCancelled("the request was not run, as its client has gone");
        } else if (group != null && group.over()) {
            failure = new DeadlineExceeded("another row of the request has failed");
        }
        return failure != null;
    }

    /** Whether it brings elements, which are made here of a picture; else it has a failure that says why. As long as decoding takes. */
    boolean prepared(PictureInputs pictures) {
        if (input.picture() != null) {
            try {
                input = pictures.prepare(input, model.manifest());
            } catch (BadInput e) {
                failure = e;
            }
        }
        return failure == null;
    }

    /** Frees the memory of what {@link #prepared} has made. */
    void discardPrepared() {
        input = input.message();
    }

    /** Shows what has become of it, and counts a request of its own; a row's group counts its. */
    private void count() {
        if (model == null) {
            return;
        }
        long nanos = waited(System.nanoTime());
        if (output != null) {
            model.answers().answered(output, nanos);
        } else if (failure == null) {
            model.answers().warming(model.manifest());
            return;
        } else if (failure instanceof BadInput || failure instanceof DeadlineExceeded) {
            model.answers().failed(model.manifest());
        }
        if (group == null && failure == null) {
            model.requests().succeeded(nanos);
        } else if (group == null) {
            model.requests().failed(nanos);
        }
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
        count();
        try {
            done.accept(output, failure);
        } catch (RuntimeException e) {
            LOG.error("An answer could not be passed on", e);
        }
    }
}
