package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.cloud.training.plan.PlanFile;
import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.text.Suggestions;

/**
 * Trains models when their triggers say so, one at a time, on a thread of its own of low priority. What is asked for and what came of it is
 * on disk before it counts: a training that a kill ends is begun anew, three times at most. {@link #step} by one thread, the rest by any.
 */
public final class Training implements AutoCloseable {
    private final PlanFile plans;
    private final TriggerCheck triggers;
    private final TrainingStates states;
    private final TrainingWorker worker;
    private final Clock clock;

    /**
     * @param dir      its own folder
     * @param maxBytes the most that a model may have
     * @throws IOException where the folder cannot be used
     */
    public Training(PlanFile plans, TrainingSamples data, Versions versions, Path dir, long maxBytes, TrainingListener listener,
            Clock clock) throws IOException {
        TrainingStore store = new TrainingStore(dir);
        this.plans = plans;
        this.triggers = new TriggerCheck(data);
        this.states = new TrainingStates(store, clock);
        this.worker = new TrainingWorker(data, versions, store, states, listener, maxBytes, clock);
        this.clock = clock;
    }

    /**
     * Reads the training file where it has changed, and begins what is due where nothing is under way. To be called about once a second;
     * reads the disk, and waits for no training.
     */
    public void step() throws IOException {
        plans.refresh();
        Map<String, TrainingPlan> current = plans.plans();
        for (TrainingPlan plan : current.values()) {
            ModelTraining state = states.of(plan.model());
            String due = state.pending() == null ? triggers.due(plan, state.began(), clock.instant()) : null;
            if (due != null) {
                states.ask(plan.model(), due);
            }
        }
        Optional<TrainingPlan> next = worker.free() ? states.next(current.values()) : Optional.empty();
        if (next.isPresent()) {
            worker.begin(next.get(), states.begin(next.get().model()));
        }
    }

    /**
     * Asks for a training, whatever the triggers and the pause say; one that is pending already is not asked for twice.
     *
     * @param by who asks
     * @throws UnknownTraining where the training file does not name the model
     */
    public TrainingStatus request(String model, String by) throws IOException {
        mustBeKnown(model);
        states.ask(model, by);
        return status(model);
    }

    /** Of all models of the training file, each with its last training. */
    public List<TrainingStatus> status() throws IOException {
        List<TrainingStatus> all = new ArrayList<>();
        for (String model : plans.plans().keySet()) {
            all.add(TrainingStatus.of(model, states.of(model)).brief());
        }
        return all;
    }

    /**
     * With all trainings that are kept.
     *
     * @throws UnknownTraining where the training file does not name the model
     */
    public TrainingStatus status(String model) throws IOException {
        mustBeKnown(model);
        return TrainingStatus.of(model, states.of(model));
    }

    /** What is wrong with the training file as it is now, or null. */
    public String problem() {
        return plans.problem();
    }

    /** The model that is trained now, or null. */
    public String running() {
        return worker.running();
    }

    private void mustBeKnown(String model) {
        Map<String, TrainingPlan> current = plans.plans();
        if (!current.containsKey(model)) {
            throw new UnknownTraining("the training file does not name the model '" + model + "'; "
                    + Suggestions.instead(model, current.keySet()));
        }
    }

    /** Stops a training under way; it is begun anew at the next start. */
    @Override
    public void close() {
        worker.close();
    }
}
