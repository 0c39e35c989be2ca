package io.bactrian.rollout;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

/** Writes a model's changes down, and then tells them. One thread at a time. */
final class Scribe {
    /** How often the counts of a candidate and the rest of a watch are written, while nothing else changes. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Scribe.class);

    private final Journal journal;
    private final Consumer<ModelEvent> events;
    private Instant writtenAt = Instant.EPOCH;
    private boolean failing;

    Scribe(Journal journal, Consumer<ModelEvent> events) {
        this.journal = journal;
        this.events = events;
    }

    void keep(Model model) {
        boolean running = model.trial != null || model.watching != null;
        boolean removed = writtenAt.isAfter(Instant.EPOCH) && !journal.has(model.name);
        boolean due = removed || running && !model.clock.instant().isBefore(writtenAt.plus(EVERY));
        if ((!model.changed && !due || write(model)) && model.events.tell(events)) {
            model.changed = true;
            write(model);
        }
    }

    /** Whether it is on the disk; if not, it is tried again the next time. */
    boolean write(Model model) {
        try {
            journal.write(model.name, model.notes());
            model.changed = false;
            writtenAt = model.clock.instant();
            failing = false;
            return true;
        } catch (IOException e) {
            model.changed = true;
            if (!failing) {
                LOG.warnf("Model %s: its journal cannot be written: %s. It is tried again until it can; after a restart now, "
                        + "its versions would be where they were before. Look at bactrian.rollout.dir.", model.name, e);
            }
            failing = true;
            return false;
        }
    }
}
