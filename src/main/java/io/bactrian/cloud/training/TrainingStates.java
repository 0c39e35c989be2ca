package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import org.jboss.logging.Logger;

import io.bactrian.cloud.training.ModelTraining.Pending;
import io.bactrian.cloud.training.plan.TrainingPlan;

/** What is asked for, under way and over, of each model; on disk before it counts. Any thread. */
final class TrainingStates {
    private static final Logger LOG = Logger.getLogger(TrainingStates.class);

    private final TrainingStore store;
    private final Clock clock;
    private final Map<String, ModelTraining> known = new TreeMap<>();

    TrainingStates(TrainingStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    synchronized ModelTraining of(String model) throws IOException {
        ModelTraining state = known.get(model);
        if (state == null) {
            state = store.read(model);
            known.put(model, state);
        }
        return state;
    }

    /** One that is pending already is not asked for twice. */
    synchronized void ask(String model, String by) throws IOException {
        ModelTraining state = of(model);
        if (state.pending() == null) {
            Instant now = clock.instant();
            put(model, state.asked(
                    "%015d-%s".formatted(now.toEpochMilli(), UUID.randomUUID().toString().substring(0, 8)), by, now));
        }
    }

    /** The plan whose training has waited longest; one that was under way before a restart has waited too. */
    synchronized Optional<TrainingPlan> next(Collection<TrainingPlan> plans) {
        return plans.stream().filter(each -> pending(each.model()) != null)
                .min(Comparator.comparing(each -> pending(each.model()).asked()));
    }

    synchronized Pending begin(String model) throws IOException {
        put(model, of(model).begun(clock.instant()));
        return pending(model);
    }

    /** @param ended null where it was stopped: it is begun anew */
    synchronized void end(String model, TrainingRecord ended) {
        try {
            put(model, ended == null ? of(model).interrupted() : of(model).ended(ended));
            store.prune(model);
        } catch (IOException e) {
            LOG.errorf("Training of %s: what came of it cannot be stored, and it is begun anew: %s", model, e);
        }
    }

    private Pending pending(String model) {
        ModelTraining state = known.get(model);
        return state == null ? null : state.pending();
    }

    private void put(String model, ModelTraining state) throws IOException {
        store.write(model, state);
        known.put(model, state);
    }
}
