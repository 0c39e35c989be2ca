package io.bactrian.cloud.training.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.bactrian.cloud.training.evaluation.Evaluation;
import io.bactrian.model.Task;
import io.bactrian.train.WindowTrainer;

/**
 * What the training file says of one model.
 *
 * @param method     how a candidate is made
 * @param channels   the names of a row's values; empty for those of the serving version
 * @param pause      from the begin of one training to that of the next, unless a person asks
 * @param age        samples that are older are not used
 * @param samples    the most samples that are used; of more, a random choice
 * @param trusted    who may judge by their labels; empty for all
 * @param groupBy    the device directory's label that makes groups, or empty
 * @param deployment what becomes of an accepted version
 */
public record TrainingPlan(String model, Method method, List<String> channels, Trigger trigger, Duration pause, Duration age,
        int samples, Set<String> trusted, Evaluation evaluation, String groupBy, Deployment deployment) {
    public TrainingPlan {
        channels = List.copyOf(channels);
        trusted = Set.copyOf(trusted);
    }

    /** How a candidate is made. */
    public sealed interface Method permits Fit, Command {
        /** What the versions of the model answer. */
        Task task();
    }

    /**
     * By one of the service's own trainers.
     *
     * @param kind   which
     * @param window rows of history per answer; null for as many as the serving version takes
     * @param why    how many contributions an answer names; null for as many as the serving version's
     */
    public record Fit(Kind kind, Integer window, Integer why, Options options) implements Method {
        @Override
        public Task task() {
            return kind.task;
        }

        /** @param usual the window where the plan has none */
        public WindowTrainer trainer(int usual) {
            return kind.trainer(window == null ? usual : window, options);
        }
    }

    /** The options of all trainers, each with its default. */
    public record Options(double ridge, double quantile, double factor, double smoothing, Set<String> normal, int epochs,
            double rate, String reference, long seed) {
    }

    /**
     * By a program of the user's.
     *
     * @param command  the program and its arguments
     * @param timeout  after which it is killed
     * @param maxBytes the most that the folder it writes may hold
     */
    public record Command(List<String> command, Task task, Duration timeout, long maxBytes) implements Method {
        public Command {
            command = List.copyOf(command);
        }
    }

    /**
     * What begins a training; one is enough.
     *
     * @param labels this many samples labelled since the last training began; 0 for never
     * @param every  this long after the last training began; null for never
     * @param drift  a drift event of the model since the last training began
     */
    public record Trigger(int labels, Duration every, boolean drift) {
    }

    /**
     * @param auto    whether an accepted version is deployed at once
     * @param nodes   names of nodes; empty for all
     * @param labels  labels of nodes
     * @param devices of whose nodes
     * @param canary  names of the nodes that get it first; empty for a share
     * @param share   of the nodes that get it first, 0 for none
     * @param promote how nodes put it into service
     * @param within  how long nodes may take it; null for no end
     */
    public record Deployment(boolean auto, List<String> nodes, Map<String, String> labels, List<String> devices,
            List<String> canary, double share, String promote, Duration within) {
    }
}
