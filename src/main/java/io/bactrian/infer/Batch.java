package io.bactrian.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jboss.logging.Logger;

import ai.djl.translate.TranslateException;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/**
 * What a lane has taken out of its queue: run version by version, then passed on in the order it came. Used by one thread,
 * again and again.
 */
final class Batch {
    private static final Logger LOG = Logger.getLogger(Batch.class);

    private final ModelMeters meters;
    private final List<Pending> messages = new ArrayList<>();
    private final List<ModelInput> inputs = new ArrayList<>();
    private final List<Answered> answered = new ArrayList<>();
    private int[] places = new int[1];
    private ModelOutput[] outputs = new ModelOutput[1];
    private RuntimeException[] failures = new RuntimeException[1];
    private int passed;

    Batch(ModelMeters meters) {
        this.meters = meters;
    }

    /** The messages, for the lane to fill; empty after {@link #answer} and {@link #fail}. */
    List<Pending> messages() {
        return messages;
    }

    /**
     * Runs all that has data, and answers all. What goes wrong with a message is answered with {@link BadInput}.
     *
     * @param shadow what looks on, or null
     * @throws RuntimeException where that is no message's fault; some are not answered then, see {@link #fail}
     */
    void answer(Shadow shadow) {
        int size = messages.size();
        if (size > places.length) {
            places = new int[size];
            outputs = new ModelOutput[size];
            failures = new RuntimeException[size];
        }
        for (int i = 0; i < size; i++) {
            if (open(i)) {
                gather(i);
                runTogether(messages.get(i).model(), shadow);
            }
        }
        while (passed < size) {
            int next = passed++;
            passOn(messages.get(next), outputs[next], failures[next]);
        }
        if (!answered.isEmpty()) {
            answered.forEach(shadow::offer);
        }
        clear();
    }

    /** Says to all that are not answered why they will not be. */
    void fail(RuntimeException cause) {
        while (passed < messages.size()) {
            passOn(messages.get(passed++), null, cause);
        }
        clear();
    }

    private boolean open(int place) {
        return outputs[place] == null && failures[place] == null && messages.get(place).input().data() != null;
    }

    /** The next run: what is for the same version as the message there, as many as fit. */
    private void gather(int from) {
        LoadedModel model = messages.get(from).model();
        int most = model.manifest().batching().size();
        inputs.clear();
        for (int i = from; i < messages.size() && inputs.size() < most; i++) {
            if (messages.get(i).model() == model && open(i)) {
                places[inputs.size()] = i;
                inputs.add(messages.get(i).input());
            }
        }
    }

    private void runTogether(LoadedModel model, Shadow shadow) {
        List<ModelOutput> results;
        long start = System.nanoTime();
        try {
            results = model.run(inputs);
        } catch (TranslateException | RuntimeException e) {
            oneByOne(model, e);
            return;
        }
        long nanos = System.nanoTime() - start;
        model.ran(inputs.size(), nanos);
        for (int i = 0; i < inputs.size(); i++) {
            settle(places[i], model, results.get(i));
        }
        Answered some = shadow == null ? null : shadow.look(inputs, results, nanos);
        if (some != null) {
            answered.add(some);
        }
    }

    private void oneByOne(LoadedModel model, Exception together) {
        if (inputs.size() == 1) {
            failed(places[0], model, together);
            return;
        }
        for (int i = 0; i < inputs.size(); i++) {
            try {
                settle(places[i], model, model.answer(inputs.get(i)));
            } catch (TranslateException | RuntimeException e) {
                failed(places[i], model, e);
            }
        }
    }

    private void settle(int place, LoadedModel model, ModelOutput output) {
        outputs[place] = output;
        if (!output.finite()) {
            meters.notFinite();
            ModelOutput instead = fallBack(model, place);
            if (toBlame(model, instead)) {
                model.stats().notFinite();
            }
            outputs[place] = instead == null ? output : instead;
        }
    }

    private void failed(int place, LoadedModel model, Exception cause) {
        meters.failed();
        outputs[place] = fallBack(model, place);
        if (toBlame(model, outputs[place])) {
            model.stats().failed();
        }
        if (outputs[place] == null) {
            ModelUnavailable ours = unavailable(cause);
            failures[place] = ours != null
                    ? ours
                    : new BadInput(ErrorCode.NOT_PROCESSED, "the model could not process this input: " + Reasons.words(cause));
        }
    }

    /** A failure of the service among the causes, or null. */
    private static ModelUnavailable unavailable(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ModelUnavailable ours) {
                return ours;
            }
        }
        return null;
    }

    /** Whether the version is at fault rather than the message, which its fallback can make no more of. */
    private static boolean toBlame(LoadedModel model, ModelOutput instead) {
        return model.fallback() == null || instead != null && instead.finite();
    }

    /** What the version's fallback says, or null where it has none or that cannot either. */
    private ModelOutput fallBack(LoadedModel model, int place) {
        ModelOutput output = model.answerByFallback(messages.get(place).input());
        if (output != null) {
            meters.fellBack();
        }
        return output;
    }

    private static void passOn(Pending message, ModelOutput output, RuntimeException failure) {
        try {
            if (failure == null) {
                message.answer().accept(output);
            } else {
                message.fail().accept(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("An answer could not be passed on", e);
        }
    }

    private void clear() {
        passed = 0;
        Arrays.fill(outputs, 0, Math.min(outputs.length, messages.size()), null);
        Arrays.fill(failures, 0, Math.min(failures.length, messages.size()), null);
        inputs.clear();
        answered.clear();
        LoadedModel held = null;
        int holds = 0;
        for (Pending message : messages) {
            if (message.model() != held) {
                letGo(held, holds);
                held = message.model();
                holds = 0;
            }
            holds++;
        }
        letGo(held, holds);
        messages.clear();
    }

    private static void letGo(LoadedModel model, int holds) {
        if (model != null) {
            model.release(holds);
        }
    }
}
