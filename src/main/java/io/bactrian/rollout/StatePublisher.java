package io.bactrian.rollout;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

/** Stores a model's changes, and then publishes them. One thread at a time. */
final class StatePublisher {
    /** How often the counts of a candidate and the rest of a probation are stored, while nothing else changes. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(StatePublisher.class);

    private final StateStore store;
    private final Consumer<ModelEvent> events;
    private Instant writtenAt = Instant.EPOCH;
    private boolean failing;

    StatePublisher(StateStore store, Consumer<ModelEvent> events) {
        this.store = store;
        this.events = events;
    }

    void keep(ModelRollout model) {
        boolean running = model.candidate != null || model.probation != null;
        boolean removed = writtenAt.isAfter(Instant.EPOCH) && !store.has(model.name);
        boolean due = removed || running && !model.clock.instant().isBefore(writtenAt.plus(EVERY));
        if ((!model.changed && !due || write(model)) && model.events.publish(events)) {
            model.changed = true;
            write(model);
        }
    }

    /** Whether it is on the disk; if not, it is tried again the next time. */
    boolean write(ModelRollout model) {
        try {
            store.write(model.name, model.state());
            model.changed = false;
            writtenAt = model.clock.instant();
            failing = false;
            return true;
        } catch (IOException e) {
            model.changed = true;
            if (!failing) {
                LOG.warnf("Model %s: its state cannot be stored: %s. Storing is retried; after a restart now, "
                        + "its versions would be where they were before. Check bactrian.rollout.dir.", model.name, e);
            }
            failing = true;
            return false;
        }
    }
}
