package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;
import io.bactrian.model.ModelRejectedException;

/** The pool of models and their deployments, as training needs them. Called by the training's thread. */
public interface Versions {
    /** The version that is announced to nodes, else the one that most nodes serve; empty where there is neither. */
    OptionalInt serving(String model);

    /**
     * Copies the version's files into a folder, which is made.
     *
     * @return false where the pool does not have it
     */
    boolean copy(String model, int version, Path into) throws IOException;

    /** The version that a training has put into the pool; empty where it has not. */
    OptionalInt madeBy(String model, String training);

    /**
     * Puts a version into the pool, under the next number.
     *
     * @return its number; the pool's once this returns, whatever happens to this process. That of the version that has the same files, where
     *         there is one
     * @throws ModelRejectedException where the pool does not take it
     */
    int add(Accepted accepted) throws IOException, ModelRejectedException;

    /**
     * Announces a version of the pool. The same again changes nothing.
     *
     * @param until when nodes that have not fetched it give up, or null
     * @throws IOException saying why it cannot be announced
     */
    void deploy(String model, int version, Deployment deployment, Instant until, String by) throws IOException;

    /**
     * A version that may be announced.
     *
     * @param training the training's id, by which {@link #madeBy} finds it
     * @param folder   complete; it may be moved or copied
     * @param trainedOn what it was trained on, for the card
     * @param metrics  of held-out samples, by name
     * @param latencyNanos the median of a run over one message, here
     */
    record Accepted(String model, String training, Path folder, String trainedOn, Map<String, Double> metrics,
            long latencyNanos, String reason) {
    }
}
