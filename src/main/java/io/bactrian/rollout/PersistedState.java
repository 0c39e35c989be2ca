package io.bactrian.rollout;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

import io.bactrian.model.VersionFiles;

/**
 * What is kept of a model over a restart.
 *
 * @param service     the version that serves, or served when the model was unloaded; null for none
 * @param previous    the version before it, or null
 * @param candidate   the candidate, or null
 * @param unpublished events that have not been published yet, oldest first
 */
record PersistedState(StoredService service, VersionFiles.Content previous, StoredCandidate candidate,
        List<Verdicts.Verdict> verdicts,
        boolean unloaded, List<ModelEvent> unpublished) {
    static final PersistedState EMPTY = new PersistedState(null, null, null, List.of(), false, List.of());

    PersistedState {
        verdicts = verdicts == null ? List.of() : List.copyOf(verdicts);
        unpublished = unpublished == null ? List.of() : List.copyOf(unpublished);
    }

    static PersistedState of(ModelState model, List<Verdicts.Verdict> verdicts, List<ModelEvent> unpublished) {
        StoredCandidate last = model.service() instanceof ServiceState.Stopped stopped ? stopped.lastCandidate() : null;
        return new PersistedState(StoredService.of(model.service(), model.now()), model.service().previous(),
                model.candidate() == null ? last : StoredCandidate.of(model.candidate()), verdicts, model.service().unloaded(),
                unpublished);
    }

    /**
     * @param probation  whether it is still on probation, the previous version in memory
     * @param millisLeft of the probation
     */
    record StoredService(VersionFiles.Content content, boolean probation, long millisLeft) {
        StoredService {
            Objects.requireNonNull(content, "content");
        }

        private static StoredService of(ServiceState state, Instant now) {
            if (state instanceof ServiceState.Stopped stopped) {
                return stopped.last();
            }
            if (state instanceof Probation probation) {
                return new StoredService(probation.version().content(), true,
                        Math.max(0, now.until(probation.ends(), ChronoUnit.MILLIS)));
            }
            return new StoredService(((ServiceState.Active) state).version().content(), false, 0);
        }
    }

    /** @param answered messages it has answered as a canary */
    record StoredCandidate(VersionFiles.Content content, State state, ComparisonStats.Counts counts, long answered) {
        StoredCandidate {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(counts, "counts");
        }

        private static StoredCandidate of(Candidate candidate) {
            return new StoredCandidate(candidate.loaded().content(), candidate.state(), candidate.stats().counts(),
                    candidate.answered());
        }
    }
}
