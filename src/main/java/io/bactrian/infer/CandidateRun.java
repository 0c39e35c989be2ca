package io.bactrian.infer;

import java.util.List;
import java.util.function.Predicate;

import ai.djl.translate.TranslateException;
import io.bactrian.model.Comparison;
import io.bactrian.model.ModelOutput;

/** Runs a candidate on what has been answered, and tells the comparison. One thread. */
final class CandidateRun {
    private static final long NOT_KNOWN = -1;

    private final LoadedModel candidate;
    private final Comparison into;
    private final Predicate<Answered> late;

    /** @param late asked before each run: whether the answers need the time more */
    CandidateRun(LoadedModel candidate, Comparison into, Predicate<Answered> late) {
        this.candidate = candidate;
        this.into = into;
        this.late = late;
    }

    void over(Answered answered) {
        int most = candidate.manifest().batching().size();
        long nanos = 0;
        for (int from = 0; from < answered.size(); from += most) {
            if (late.test(answered)) {
                into.dropped(answered.size() - from);
                return;
            }
            long took = together(answered.part(from, Math.min(answered.size(), from + most)));
            nanos = took == NOT_KNOWN || nanos == NOT_KNOWN ? NOT_KNOWN : nanos + took;
        }
        if (nanos != NOT_KNOWN && answered.nanos() > 0) {
            into.timed(answered.nanos(), nanos, answered.size());
        }
    }

    private long together(Answered part) {
        List<ModelOutput> outputs;
        long start = System.nanoTime();
        try {
            outputs = candidate.run(part.inputs());
        } catch (TranslateException | RuntimeException e) {
            oneByOne(part);
            return NOT_KNOWN;
        }
        long nanos = System.nanoTime() - start;
        candidate.stats().ran(part.size(), nanos);
        for (int i = 0; i < part.size(); i++) {
            compare(part.serving().get(i), outputs.get(i));
        }
        return nanos;
    }

    private void oneByOne(Answered part) {
        if (part.size() == 1) {
            candidate.stats().failed();
            into.failed();
            return;
        }
        for (int i = 0; i < part.size(); i++) {
            together(part.part(i, i + 1));
        }
    }

    /** What cannot be compared is the candidate's failure on this message; the next ones are compared all the same. */
    private void compare(ModelOutput serving, ModelOutput own) {
        try {
            if (!own.finite()) {
                candidate.stats().notFinite();
            }
            into.compared(serving, own);
        } catch (RuntimeException e) {
            candidate.stats().failed();
            into.failed();
        }
    }
}
