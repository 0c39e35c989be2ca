package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Instant;
import java.util.OptionalInt;

import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;

/** Deployments, as training needs them. */
public interface Announcer {
    /** The version that is announced to nodes, else the one that most nodes serve; empty where there is neither. */
    OptionalInt serving(String model);

    /**
     * Announces a version of the pool. The same again changes nothing.
     *
     * @param until when nodes that have not fetched it give up, or null
     * @param by who wants it
     * @throws IOException saying why it cannot be announced
     */
    void deploy(String model, int version, Deployment deployment, Instant until, String by) throws IOException;
}
