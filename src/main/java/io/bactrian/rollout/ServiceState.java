package io.bactrian.rollout;

import java.time.Instant;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;

/** What answers one model's messages. A transition gives the state that follows and changes nothing else. */
sealed interface ServiceState {
    /** The content that served before, or null. */
    VersionFiles.Content previous();

    /** Whether nothing is in service because an operator unloaded the model. */
    boolean unloaded();

    /**
     * Nothing is in service: not yet, or not any more since the model was unloaded.
     *
     * @param last          what served before a restart or before the model was unloaded, or null
     * @param lastCandidate what was the candidate then, or null
     */
    record Stopped(PersistedState.StoredService last, VersionFiles.Content previous,
            PersistedState.StoredCandidate lastCandidate,
            boolean unloaded) implements ServiceState {
        Stopped toLoaded() {
            return new Stopped(last, previous, lastCandidate, false);
        }

        Stopped toUnloaded() {
            return new Stopped(last, previous, lastCandidate, true);
        }

        /** @param before the content that served before it, or null */
        Serving toServing(LoadedVersion version, VersionFiles.Content before) {
            return new Serving(version, version.stats().begin(Latency.WARM_UP), before);
        }

        /** On probation again, for what is left of it. */
        Probation toProbation(LoadedVersion version, LoadedVersion fallback, Instant ends) {
            return new Probation(version, fallback, InferenceStats.Reading.ZERO, ends);
        }
    }

    /** A version is in service. */
    sealed interface Active extends ServiceState permits Serving, Probation {
        LoadedVersion version();

        @Override
        default boolean unloaded() {
            return false;
        }

        /** Where counting began when it came into service. */
        InferenceStats.Reading from();

        /** Another version takes over, and this one stays in memory to take over again. */
        default Probation toProbation(LoadedVersion next, Instant ends) {
            return new Probation(next, version(), version().stats().read().since(from()), ends);
        }

        default Serving toRolledBack(LoadedVersion to) {
            return new Serving(to, to.stats().begin(Latency.WARM_UP), null);
        }

        default Stopped toStopped(PersistedState state) {
            return new Stopped(state.service(), previous(), state.candidate(), false);
        }
    }

    /** A version is in service and has shown what it can do. */
    record Serving(LoadedVersion version, InferenceStats.Reading from, VersionFiles.Content previous) implements Active {
    }
}
