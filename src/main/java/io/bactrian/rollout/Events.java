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
    private static final Set<Kind> BAD = EnumSet.of(Kind.REJECTED, Kind.GATE_FAILED, Kind.ROLLED_BACK);

    private final String model;
    private final Clock clock;
    private final Deque<ModelEvent> unpublished;
    private Instant failingSince;
    private boolean said;

    Events(String model, Clock clock, List<ModelEvent> unpublished) {
        this.model = model;
        this.clock = clock;
        this.unpublished = new ArrayDeque<>(unpublished);
    }

    void add(Kind kind, int version, String reason, ComparisonResult comparison) {
        unpublished
                .add(new ModelEvent(UUID.randomUUID().toString(), clock.instant(), model, version, kind, reason, comparison));
        if (unpublished.size() > MOST) {
            unpublished.remove();
        }
        LOG.logf(BAD.contains(kind) ? Logger.Level.WARN : Logger.Level.INFO, "Model %s, version %d: %s: %s", model, version,
                kind.text(), reason);
    }

    List<ModelEvent> unpublished() {
        return List.copyOf(unpublished);
    }

    /** Publishes all until one is not taken, which is published again the next time. Whether any was taken. */
    boolean publish(Consumer<ModelEvent> listener) {
        int before = unpublished.size();
        try {
            while (!unpublished.isEmpty()) {
                listener.accept(unpublished.peek());
                unpublished.remove();
            }
            failingSince = null;
            said = false;
        } catch (RuntimeException e) {
            failingSince = failingSince == null ? clock.instant() : failingSince;
            if (!said && clock.instant().isAfter(failingSince.plus(PATIENCE))) {
                said = true;
                LOG.warnf("Model %s: %d events could not be published: %s. Publishing is retried until they are taken.", model,
                        unpublished.size(), e);
            }
        }
        return unpublished.size() < before;
    }
}
