package io.bactrian.rollout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A model's latest events, whether they have been published or not, also over a restart. One thread changes it; any reads it. */
final class EventHistory {
    static final int MOST = 100;

    private final String model;
    private final StateStore store;
    private volatile List<ModelEvent> events;
    private boolean changed;

    EventHistory(String model, StateStore store) {
        this.model = model;
        this.store = store;
        this.events = latest(store.history(model));
    }

    /** Oldest first. */
    List<ModelEvent> events() {
        return events;
    }

    void add(ModelEvent event) {
        List<ModelEvent> more = new ArrayList<>(events);
        more.add(event);
        events = latest(more);
        changed = true;
    }

    /** Stores what was added. What cannot be stored is tried again at the next call; {@link StatePublisher} says that it fails. */
    void store() {
        if (!changed) {
            return;
        }
        try {
            store.writeHistory(model, events);
            changed = false;
        } catch (IOException e) {
            changed = true;
        }
    }

    private static List<ModelEvent> latest(List<ModelEvent> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }
}
