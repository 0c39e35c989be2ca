package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;

/** A version on its way into service. A transition gives the state that follows and changes nothing else. */
sealed interface Candidate {
    LoadedVersion loaded();

    ComparisonStats stats();

    /** As it is shown and stored. */
    State state();

    default int version() {
        return loaded().version();
    }

    default ComparisonResult compared() {
        return stats().counts().result();
    }

    /** Messages it has answered as a canary. */
    default long answered() {
        return 0;
    }

    /** Once more, from the beginning. */
    default InShadow toShadow() {
        return InShadow.begin(loaded());
    }

    /** As it was before a restart. */
    static Candidate resume(LoadedVersion loaded, LoadedVersion serving, PersistedState.StoredCandidate stored) {
        ComparisonStats stats = new ComparisonStats(stored.counts());
        return switch (stored.state()) {
            case CANARY -> OnCanary.begin(loaded, stats, stored.answered(), serving);
            case WAITING -> new Waiting(loaded, stats);
            default -> new InShadow(loaded, stats);
        };
    }

    /** Runs beside the answers. */
    record InShadow(LoadedVersion loaded, ComparisonStats stats) implements Candidate {
        static InShadow begin(LoadedVersion loaded) {
            return new InShadow(loaded, new ComparisonStats(ComparisonStats.Counts.ZERO));
        }

        @Override
        public State state() {
            return State.SHADOW;
        }

        Waiting toWaiting() {
            return new Waiting(loaded, stats);
        }

        OnCanary toCanary(LoadedVersion serving) {
            return OnCanary.begin(loaded, stats, 0, serving);
        }
    }

    /** Has passed the gate, waits for an operator and still runs beside the answers. */
    record Waiting(LoadedVersion loaded, ComparisonStats stats) implements Candidate {
        @Override
        public State state() {
            return State.WAITING;
        }
    }

    /**
     * Answers its share of the devices.
     *
     * @param answeredBefore messages that it answered before a restart
     * @param from           where its own counting began
     * @param serving        the version in service
     * @param servingFrom    where that one's counting began
     */
    record OnCanary(LoadedVersion loaded, ComparisonStats stats, long answeredBefore, InferenceStats.Reading from,
            LoadedVersion serving,
            InferenceStats.Reading servingFrom) implements Candidate {
        private static OnCanary begin(LoadedVersion loaded, ComparisonStats stats, long answered, LoadedVersion serving) {
            return new OnCanary(loaded, stats, answered, loaded.stats().begin(Latency.WARM_UP), serving,
                    serving.stats().read());
        }

        @Override
        public State state() {
            return State.CANARY;
        }

        @Override
        public long answered() {
            return answeredBefore + own().messages();
        }

        /** What it has done as a canary. */
        InferenceStats.Reading own() {
            return loaded.stats().read().since(from);
        }

        /** What the version in service has done meanwhile. */
        InferenceStats.Reading others() {
            return serving.stats().read().since(servingFrom);
        }

        /** Its time, compared with that of the version in service meanwhile. */
        Latency latency() {
            return Latency.of(own().times(), others().times(), serving.version());
        }
    }
}
