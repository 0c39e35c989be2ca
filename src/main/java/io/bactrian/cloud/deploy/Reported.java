package io.bactrian.cloud.deploy;

import java.time.Instant;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.announce.RolloutReport;
import io.bactrian.text.Excerpt;

/**
 * What a node said last of a version.
 *
 * @param id         of the report
 * @param at         by the node's clock
 * @param taken      by this clock
 * @param comparison what its shadow found; null for nothing
 */
public record Reported(String id, String model, int version, String state, String reason, Instant at, Instant taken,
        JsonNode comparison) {
    private static final Set<String> FAILURES = Set.of("rejected", "rolled-back");
    private static final Set<String> SERVES = Set.of("serving", "probation");
    private static final int LONGEST_REASON = 1000;
    private static final int LONGEST_COMPARISON = 4000;

    /** What is too long is shortened, or left out. */
    static Reported of(RolloutReport report, Instant now) {
        boolean isShort = report.comparison() == null || report.comparison().toString().length() <= LONGEST_COMPARISON;
        return new Reported(report.id(), report.model(), report.version(), report.state(),
                report.reason() == null ? null : Excerpt.of(report.reason(), LONGEST_REASON), report.at(), now,
                isShort ? report.comparison() : null);
    }

    /** Whether the node refused the version, or rolled it back. */
    boolean failed() {
        return FAILURES.contains(state);
    }

    /** Whether it answers there. */
    boolean serves() {
        return SERVES.contains(state);
    }

    /** Whether it answers there, and has stood its probation. */
    boolean proven() {
        return state.equals("serving");
    }
}
