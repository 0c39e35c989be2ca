package io.bactrian.rollout;

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

import org.jboss.logging.Logger;

import io.bactrian.rollout.ModelEvent.Kind;

/** One model's events until somebody has taken them; the latest so many. */
final class Events {
    static final int MOST = 100;
    /** How long the log says nothing of it: while the service starts, nobody listens yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final Set<Kind> BAD = EnumSet.of(Kind.REFUSED, Kind.GATE_FAILED, Kind.ROLLED_BACK);

    private final String model;
    private final Clock clock;
    private final Deque<ModelEvent> untold;
    private Instant failingSince;
    private boolean said;

    Events(String model, Clock clock, List<ModelEvent> untold) {
        this.model = model;
        this.clock = clock;
        this.untold = new ArrayDeque<>(untold);
    }

    void add(Kind kind, int version, String reason, Compared comparison) {
        untold.add(new ModelEvent(UUID.randomUUID().toString(), clock.instant(), model, version, kind, reason, comparison));
        if (untold.size() > MOST) {
            untold.remove();
        }
        LOG.logf(BAD.contains(kind) ? Logger.Level.WARN : Logger.Level.INFO, "Model %s, version %d: %s: %s", model, version,
                kind.text(), reason);
    }

    List<ModelEvent> untold() {
        return List.copyOf(untold);
    }

    /** Tells all until one is not taken, which is told again the next time. Whether any was taken. */
    boolean tell(Consumer<ModelEvent> listener) {
        int before = untold.size();
        try {
            while (!untold.isEmpty()) {
                listener.accept(untold.peek());
                untold.remove();
            }
            failingSince = null;
            said = false;
        } catch (RuntimeException e) {
            failingSince = failingSince == null ? clock.instant() : failingSince;
            if (!said && clock.instant().isAfter(failingSince.plus(PATIENCE))) {
                said = true;
                LOG.warnf("Model %s: %d events could not be told: %s. They are told again until they are taken.", model,
                        untold.size(), e);
            }
        }
        return untold.size() < before;
    }
}
