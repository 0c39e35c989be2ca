package io.bactrian.rollout;

import java.util.List;
import java.util.Objects;

/**
 * What is kept of a model over a restart.
 *
 * @param service  the version that serves, or served when the model was unloaded; null for none
 * @param previous the version before it, or null
 * @param trial    the candidate, or null
 * @param untold   events that nobody has taken yet, oldest first
 */
record Notes(InService service, Content previous, OnTrial trial, List<Verdicts.Verdict> verdicts, boolean unloaded,
        List<ModelEvent> untold) {
    static final Notes EMPTY = new Notes(null, null, null, List.of(), false, List.of());

    Notes {
        verdicts = verdicts == null ? List.of() : List.copyOf(verdicts);
        untold = untold == null ? List.of() : List.copyOf(untold);
    }

    /**
     * @param watched     whether it is still watched, the previous version at hand
     * @param millisLeft  of the watch
     */
    record InService(Content content, boolean watched, long millisLeft) {
        InService {
            Objects.requireNonNull(content, "content");
        }
    }

    /** @param answered messages it has answered as a canary */
    record OnTrial(Content content, State stage, Tally.Counts counts, long answered) {
        OnTrial {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(stage, "stage");
            Objects.requireNonNull(counts, "counts");
        }
    }
}
