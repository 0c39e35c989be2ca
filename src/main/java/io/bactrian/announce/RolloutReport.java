package io.bactrian.announce;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a node says of a version, or of itself; docs/interfaces.md has the shape.
 *
 * @param id         unique; the same when it comes again
 * @param at         by the node's clock
 * @param model      null where the node speaks of itself: it has started
 * @param version    0 where the model is null
 * @param state      of the version's delivery, then of its rollout, as both are written; {@link #STARTED} of a node
 * @param reason     why, in a sentence; null where the state says it all
 * @param comparison what the version's shadow found; null for nothing
 * @param labels     of the node; only where it speaks of itself
 */
public record RolloutReport(String id, Instant at, String node, String model, int version, String state, String reason,
        ObjectNode comparison, Map<String, String> labels) {
    /** The state of a node that has started. */
    public static final String STARTED = "started";

    /** @throws IllegalArgumentException naming what is wrong with it */
    public RolloutReport {
        labels = Map.copyOf(labels);
        if (model == null && !state.equals(STARTED)) {
            throw new IllegalArgumentException(
                    "model is missing; only a report of the state " + STARTED + " is of a node alone");
        }
        if (model != null) {
            Announcement.checkModel(model);
        }
        if (model != null && version < 1) {
            throw new IllegalArgumentException("version is " + version + "; expected a whole number from 1 on");
        }
    }

    /** A node says that it has started. */
    public static RolloutReport started(String id, Instant at, String node, Map<String, String> labels) {
        return new RolloutReport(id, at, node, null, 0, STARTED, null, null, labels);
    }
}
