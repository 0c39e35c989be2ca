package io.bactrian.rollout;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.bactrian.rollout.ModelEvent.Kind;

/**
 * Stores one model's state when it has changed, and publishes its events once they are stored; of events that are not taken, the
 * latest so many wait. One thread at a time.
 */
final class StatePublisher {
    static final int MOST_EVENTS = 100;
    /** How often the counts of a candidate and the rest of a probation are stored, while nothing else changes. */
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** How long the log says nothing of events that are not taken: while the service starts, nothing takes them yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(StatePublisher.class);
    private static final Set<Kind> BAD = EnumSet.of(Kind.REJECTED, Kind.GATE_FAILED, Kind.ROLLED_BACK);

    private final String model;
    private final StateStore store;
    private final Consumer<ModelEvent> listener;
    private final Clock clock;
    private final Deque<ModelEvent> unpublished;
    private final EventHistory history;
    private boolean changed;
    private Instant storedAt = Instant.EPOCH;
    private boolean storeFailed;
    private Instant rejectedSince;
    private boolean logged;

    /** @param unpublished events of before, oldest first */
    StatePublisher(String model, StateStore store, Consumer<ModelEvent> listener, Clock clock, List<ModelEvent> unpublished) {
        this.model = model;
        this.store = store;
        this.listener = listener;
        this.clock = clock;
        this.unpublished = new ArrayDeque<>(unpublished);
        this.history = new EventHistory(model, store);
    }

    /** The state is to be stored. */
    void changed() {
        changed = true;
    }

    void event(Kind kind, int version, String reason, ComparisonResult comparison) {
        ModelEvent event = new ModelEvent(UUID.randomUUID().toString(), clock.instant(), model, version, kind, reason,
                comparison);
        unpublished.add(event);
        history.add(event);
        if (unpublished.size() > MOST_EVENTS) {
            unpublished.remove();
        }
        changed = true;
        LOG.logf(BAD.contains(kind) ? Logger.Level.WARN : Logger.Level.INFO, "Model %s, version %d: %s: %s", model, version,
                kind.text(), reason);
    }

    /** The latest, published or not, oldest first. Any thread. */
    List<ModelEvent> history() {
        return history.events();
    }

    List<ModelEvent> unpublished() {
        return List.copyOf(unpublished);
    }

    /** Whether nothing is to be stored or published. */
    boolean idle() {
        return !changed && unpublished.isEmpty();
    }

    /** @param running whether the state has counts that change by themselves */
    void publish(Supplier<PersistedState> state, boolean running) {
        history.store();
        boolean removed = storedAt.isAfter(Instant.EPOCH) && !store.has(model);
        boolean due = removed || running && !clock.instant().isBefore(storedAt.plus(EVERY));
        if ((!changed && !due || store(state)) && publishEvents()) {
            changed = true;
            store(state);
        }
    }

    /** Whether it is on the disk; if not, it is stored the next time. */
    boolean store(Supplier<PersistedState> state) {
        try {
            store.write(model, state.get());
            changed = false;
            storedAt = clock.instant();
            storeFailed = false;
            return true;
        } catch (IOException e) {
            changed = true;
            if (!storeFailed) {
                LOG.warnf("Model %s: its state cannot be stored: %s. Storing is retried; after a restart now, its versions "
                        + "would be where they were before. Check bactrian.rollout.dir.", model, e);
            }
            storeFailed = true;
            return false;
        }
    }

    /** Publishes all until one is not taken, which is published again the next time. Whether any was taken. */
    private boolean publishEvents() {
        int before = unpublished.size();
        try {
            while (!unpublished.isEmpty()) {
                listener.accept(unpublished.peek());
                unpublished.remove();
            }
            rejectedSince = null;
            logged = false;
        } catch (RuntimeException e) {
            rejectedSince = rejectedSince == null ? clock.instant() : rejectedSince;
            if (!logged && clock.instant().isAfter(rejectedSince.plus(PATIENCE))) {
                logged = true;
                LOG.warnf("Model %s: %d events could not be published: %s. Publishing is retried until they are taken.", model,
                        unpublished.size(), e);
            }
        }
        return unpublished.size() < before;
    }
}
