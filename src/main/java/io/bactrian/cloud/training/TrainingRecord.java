package io.bactrian.cloud.training;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.bactrian.cloud.training.evaluation.Verdict;

/**
 * A training that has ended.
 *
 * @param by      what began it
 * @param reason  why it ended so
 * @param version in the pool, or null
 * @param serving the version that it was compared with, or null
 * @param verdict of the comparison, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRecord(String id, String by, Instant began, Instant ended, Outcome outcome, String reason,
        Integer version, Integer serving, Used used, Verdict verdict) {
    /**
     * Samples.
     *
     * @param seen     that are labelled and recent enough
     * @param unusable of these, that cannot be given to a model
     * @param training that the candidate was made from
     * @param heldOut  that judged
     * @param dropped  that were too close to a held-out one
     */
    public record Used(long seen, long unusable, int training, int heldOut, int dropped) {
    }
}
