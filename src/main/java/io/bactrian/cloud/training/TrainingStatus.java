package io.bactrian.cloud.training;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a person sees of one model's training.
 *
 * @param state   {@code idle}, {@code waiting} or {@code training}
 * @param pending what is asked for or under way, or null
 * @param history the newest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingStatus(String model, String state, ModelTraining.Pending pending, Instant lastBegan,
        List<TrainingRecord> history) {
    static TrainingStatus of(String model, ModelTraining known) {
        String state = known.pending() == null ? "idle" : known.pending().underWay() ? "training" : "waiting";
        return new TrainingStatus(model, state, known.pending(), known.began(), known.history());
    }

    /** With the newest training of the history only. */
    public TrainingStatus brief() {
        return new TrainingStatus(model, state, pending, lastBegan, history.subList(0, Math.min(1, history.size())));
    }
}
