package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.cloud.training.plan.TrainingPlan.Trigger;

/** Whether a training is to begin. */
final class TriggerCheck {
    private final TrainingSamples data;

    TriggerCheck(TrainingSamples data) {
        this.data = data;
    }

    /**
     * What begins a training now, or null.
     *
     * @param began when the last one did, or null
     */
    String due(TrainingPlan plan, Instant began, Instant now) throws IOException {
        if (began != null && now.isBefore(began.plus(plan.pause()))) {
            return null;
        }
        Trigger trigger = plan.trigger();
        Instant since = began == null ? Instant.EPOCH : began;
        if (trigger.drift()) {
            Optional<Instant> drift = data.driftSince(plan.model(), since);
            if (drift.isPresent()) {
                return "drift since " + drift.get();
            }
        }
        if (trigger.labels() > 0) {
            long labelled = data.labelledSince(plan.model(), since);
            if (labelled >= trigger.labels()) {
                return "%d samples labelled since %s".formatted(labelled, began == null ? "the beginning" : began);
            }
        }
        return trigger.every() != null && (began == null || !now.isBefore(began.plus(trigger.every())))
                ? "every " + trigger.every().toSeconds() + " s"
                : null;
    }
}
