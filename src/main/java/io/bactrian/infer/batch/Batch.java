package io.bactrian.infer.batch;

import java.util.ArrayList;
import java.util.List;

import io.bactrian.infer.onnx.Reasons;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/** What a worker has taken out of its queue: run version by version, then completed in the order it came. Reused by one thread. */
final class Batch {
    private final InferMeters.OfModel meters;
    private final PictureInputs pictures;
    private final List<InferRequest> requests = new ArrayList<>();
    private final List<InferRequest> run = new ArrayList<>();
    private final List<ModelInput> inputs = new ArrayList<>();
    private final List<ShadowBatch> forShadow = new ArrayList<>();
    private int completed;

    Batch(InferMeters.OfModel meters, PictureInputs pictures) {
        this.meters = meters;
        this.pictures = pictures;
    }

    /** Adds a request, and the rows that came together with it. */
    void add(InferRequest request) {
        for (InferRequest each = request; each != null; each = each.next()) {
            requests.add(each);
        }
    }

    /** Requests; none after {@link #answer} and {@link #fail}. */
    int size() {
        return requests.size();
    }

    /**
     * Runs all that has data, and completes all. A message that cannot be processed fails with {@link BadInput}.
     *
     * @param shadow gets copies of what was answered; may be null
     * @throws RuntimeException where that is no message's fault; some are not completed then, see {@link #fail}
     */
    void answer(Shadow shadow) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).open()) {
                gather(i);
                if (!run.isEmpty()) {
                    runTogether(run.get(0).model(), shadow);
                    run.forEach(InferRequest::discardPrepared);
                }
            }
        }
        while (completed < requests.size()) {
            requests.get(completed++).complete();
        }
        if (!forShadow.isEmpty()) {
            forShadow.forEach(shadow::offer);
        }
        clear();
    }

    /** Fails all that are not completed. */
    void fail(RuntimeException cause) {
        while (completed < requests.size()) {
            InferRequest next = requests.get(completed++);
            next.failure(cause);
            next.complete();
        }
        clear();
    }

    /** The next run: what is for the same version as the request there, as many as fit; none where it has lapsed. */
    private void gather(int from) {
        LoadedModel model = requests.get(from).model();
        int most = model.manifest().batching().size();
        long now = System.nanoTime();
        run.clear();
        inputs.clear();
        for (int i = from; i < requests.size() && run.size() < most; i++) {
            InferRequest request = requests.get(i);
            if (request.model() == model && request.open() && !request.lapsed(now)
                    && request.prepared(pictures)) {
                model.requests().waited(request.waited(now));
                run.add(request);
                inputs.add(request.input());
            }
        }
    }

    private void runTogether(LoadedModel model, Shadow shadow) {
        List<ModelOutput> results;
        long start = System.nanoTime();
        try {
            results = model.serve(inputs);
        } catch (RuntimeException e) {
            oneByOne(model, e);
            return;
        }
        long nanos = System.nanoTime() - start;
        model.ran(inputs, start, nanos);
        for (int i = 0; i < run.size(); i++) {
            run.get(i).ran(inputs, start, nanos);
            answered(run.get(i), results.get(i));
        }
        ShadowBatch selected = shadow == null ? null : shadow.select(inputs, results, nanos);
        if (selected != null) {
            forShadow.add(selected);
        }
    }

    private void oneByOne(LoadedModel model, RuntimeException together) {
        if (run.size() == 1) {
            failed(run.get(0), together);
            return;
        }
        for (InferRequest request : run) {
            try {
                answered(request, model.answer(request.input()));
            } catch (RuntimeException e) {
                failed(request, e);
            }
        }
    }

    private void answered(InferRequest request, ModelOutput output) {
        if (output.finite()) {
            request.output(output);
            return;
        }
        meters.notFinite().increment();
        ModelOutput instead = fallBack(request);
        if (isVersionsFault(request.model(), instead)) {
            request.model().stats().notFinite();
        }
        request.output(instead == null ? output : instead);
    }

    private void failed(InferRequest request, RuntimeException cause) {
        meters.errors().increment();
        ModelOutput instead = fallBack(request);
        if (isVersionsFault(request.model(), instead)) {
            request.model().stats().failed();
        }
        if (instead != null) {
            request.output(instead);
            return;
        }
        ModelUnavailable unavailable = unavailable(cause);
        request.failure(unavailable != null
                ? unavailable
                : new BadInput(ErrorCode.NOT_PROCESSED, "the model could not process this input: " + Reasons.words(cause)));
    }

    /** A failure of the service among the causes, or null. */
    private static ModelUnavailable unavailable(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ModelUnavailable found) {
                return found;
            }
        }
        return null;
    }

    /** Whether the version is at fault rather than the message, which its fallback cannot process either. */
    private static boolean isVersionsFault(LoadedModel model, ModelOutput instead) {
        return model.fallback() == null || instead != null && instead.finite();
    }

    /** The fallback's output, or null where the version has none or that fails too. */
    private ModelOutput fallBack(InferRequest request) {
        ModelOutput output = request.model().answerByFallback(request.input());
        if (output != null) {
            meters.fallbacks().increment();
        }
        return output;
    }

    private void clear() {
        completed = 0;
        run.clear();
        inputs.clear();
        forShadow.clear();
        LoadedModel held = null;
        int holds = 0;
        for (InferRequest request : requests) {
            if (request.model() != held) {
                release(held, holds);
                held = request.model();
                holds = 0;
            }
            holds++;
        }
        release(held, holds);
        requests.clear();
    }

    private static void release(LoadedModel model, int holds) {
        if (model != null) {
            model.release(holds);
        }
    }
}
