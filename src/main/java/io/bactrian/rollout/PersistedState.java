package io.bactrian.rollout;

import java.util.List;
import java.util.Objects;

/**
 * What is kept of a model over a restart.
 *
 * @param service  the version that serves, or served when the model was unloaded; null for none
 * @param previous the version before it, or null
 * @param candidate    the candidate, or null
 * @param unpublished   events that have not been published yet, oldest first
 */
record PersistedState(InService service, VersionContent previous, CandidateState candidate, List<Verdicts.Verdict> verdicts,
        boolean unloaded,
        List<ModelEvent> unpublished) {
    static final PersistedState EMPTY = new PersistedState(null, null, null, List.of(), false, List.of());

    PersistedState {
        verdicts = verdicts == null ? List.of() : List.copyOf(verdicts);
        unpublished = unpublished == null ? List.of() : List.copyOf(unpublished);
    }

    /**
     * @param probation  whether it is still on probation, the previous version in memory
     * @param millisLeft of the probation
     */
    record InService(VersionContent content, boolean probation, long millisLeft) {
        InService {
            Objects.requireNonNull(content, "content");
        }
    }

    /** @param answered messages it has answered as a canary */
    record CandidateState(VersionContent content, State stage, ComparisonStats.Counts counts, long answered) {
        CandidateState {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(stage, "stage");
            Objects.requireNonNull(counts, "counts");
        }
    }
}
