package io.bactrian.infer.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.bactrian.model.Comparison;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/**
 * Messages that the serving version processed in one run, to be compared with a candidate.
 *
 * @param inputs  the candidate's inputs; at least one
 * @param serving the serving version's outputs
 * @param nanos   the serving version's time for exactly these; 0 where they are only some of its run
 */
record ShadowBatch(List<ModelInput> inputs, List<ModelOutput> serving, long nanos) {
    private static final long UNKNOWN = -1;

    /** Whether some of a run are for that candidate. */
    static boolean hasAny(Manifest candidate, List<ModelInput> run) {
        for (ModelInput input : run) {
            if (input.candidate() != null && input.candidate().model() == candidate) {
                return true;
            }
        }
        return false;
    }

    /** Those of a run that are for that candidate. */
    static ShadowBatch of(Manifest candidate, List<ModelInput> run, List<ModelOutput> outputs, long nanos) {
        List<ModelInput> inputs = new ArrayList<>(run.size());
        List<ModelOutput> serving = new ArrayList<>(run.size());
        for (int i = 0; i < run.size(); i++) {
            ModelInput own = run.get(i).candidate();
            if (own != null && own.model() == candidate) {
                inputs.add(own);
                serving.add(outputs.get(i));
            }
        }
        return new ShadowBatch(inputs, serving, inputs.size() == run.size() ? nanos : 0);
    }

    int size() {
        return inputs.size();
    }

    /** The most messages in one run of the serving version. */
    int servingBatch() {
        return serving.get(0).model().batching().size();
    }

    /**
     * Runs the candidate over these and reports each comparison. One thread.
     *
     * @param pictures decodes messages that are pictures, which is not the candidate's time
     * @param late asked before each run: whether the answers need the time more; the rest is dropped then
     */
    void compare(LoadedModel candidate, Comparison into, PictureInputs pictures, Predicate<ShadowBatch> late) {
        int most = candidate.manifest().batching().size();
        long total = 0;
        for (int from = 0; from < size(); from += most) {
            if (late.test(this)) {
                into.dropped(size() - from);
                return;
            }
            long run = part(from, Math.min(size(), from + most)).run(candidate, into, pictures);
            total = run == UNKNOWN || total == UNKNOWN ? UNKNOWN : total + run;
        }
        if (total != UNKNOWN && nanos > 0) {
            into.timed(nanos, total, size());
        }
    }

    /** The messages from one place up to another; their time is not known. */
    private ShadowBatch part(int from, int to) {
        return new ShadowBatch(inputs.subList(from, to), serving.subList(from, to), 0);
    }

    private long run(LoadedModel candidate, Comparison into, PictureInputs pictures) {
        List<ModelOutput> outputs;
        long start;
        try {
            List<ModelInput> ready = prepared(candidate, pictures);
            start = System.nanoTime();
            outputs = candidate.run(ready);
        } catch (RuntimeException e) {
            oneByOne(candidate, into, pictures);
            return UNKNOWN;
        }
        long took = System.nanoTime() - start;
        candidate.stats().ran(size(), took);
        for (int i = 0; i < size(); i++) {
            report(candidate, into, serving.get(i), outputs.get(i));
        }
        return took;
    }

    private List<ModelInput> prepared(LoadedModel candidate, PictureInputs pictures) {
        return candidate.manifest().takesPicture()
                ? inputs.stream().map(input -> pictures.prepare(input, candidate.manifest())).toList()
                : inputs;
    }

    private void oneByOne(LoadedModel candidate, Comparison into, PictureInputs pictures) {
        if (size() == 1) {
            candidate.stats().failed();
            into.failed();
            return;
        }
        for (int i = 0; i < size(); i++) {
            part(i, i + 1).run(candidate, into, pictures);
        }
    }

    /** A failed comparison is the candidate's failure on this message; the next ones are compared all the same. */
    private static void report(LoadedModel candidate, Comparison into, ModelOutput serving, ModelOutput output) {
        try {
            if (!output.finite()) {
                candidate.stats().notFinite();
            }
            into.compared(serving, output);
        } catch (RuntimeException e) {
            candidate.stats().failed();
            into.failed();
        }
    }
}
