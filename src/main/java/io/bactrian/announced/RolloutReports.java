package io.bactrian.announced;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.RolloutReport;
import io.bactrian.delivery.OrderStatus;
import io.bactrian.rollout.ComparisonResult;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/**
 * Reports each change of a version's state on this node, of its delivery and of its rollout; after a start, all states anew behind
 * a report of the start. So whoever reads them knows what serves, also after reports were lost. One thread.
 */
public final class RolloutReports {
    private static final String REMOVED = "removed";
    private static final String REJECTED = "rejected";
    private static final int MOST_WAITING = 1000;

    private final String node;
    private final Consumer<RolloutReport> out;
    private final Function<ComparisonResult, ObjectNode> comparisons;
    private final Clock clock;
    private final Queue<RolloutReport> waiting = new ArrayDeque<>();
    private Map<String, Seen> seen = new HashMap<>();

    private record Seen(String model, int version, String state, String reason, ComparisonResult comparison) {
        /** Reasons of other states hold numbers that move all the time. */
        boolean sameAs(Seen before) {
            return before != null && state.equals(before.state)
                    && (!state.equals(REJECTED) || String.valueOf(reason).equals(String.valueOf(before.reason)));
        }
    }

    /**
     * @param node        the name of this node
     * @param labels      of this node
     * @param out         throws where a report is to be given again
     * @param comparisons what a shadow has found, as JSON
     */
    public RolloutReports(String node, Map<String, String> labels, Consumer<RolloutReport> out,
            Function<ComparisonResult, ObjectNode> comparisons, Clock clock) {
        this.node = node;
        this.out = out;
        this.comparisons = comparisons;
        this.clock = clock;
        Instant now = clock.instant();
        waiting.add(RolloutReport.started(node + "-" + RolloutReport.STARTED + "-" + now.toEpochMilli(), now, node, labels));
    }

    /**
     * @param refused versions that were announced and not ordered
     * @throws RuntimeException of the first report that could not be given; it comes again, the same, with the next call
     */
    public void step(List<OrderStatus> orders, List<ModelStatus> models, List<Refusal> refused) {
        Map<String, Seen> now = states(orders, models, refused);
        if (waiting.size() < MOST_WAITING) {
            now.forEach((key, state) -> {
                if (!state.sameAs(seen.get(key))) {
                    waiting.add(report(state, state.state(), state.reason()));
                }
            });
            seen.forEach((key, before) -> {
                if (!now.containsKey(key)) {
                    waiting.add(report(before, REMOVED, null));
                }
            });
            seen = now;
        }
        while (!waiting.isEmpty()) {
            out.accept(waiting.peek());
            waiting.remove();
        }
    }

    /** What is ordered is as its order says; all else as the models say. */
    private static Map<String, Seen> states(List<OrderStatus> orders, List<ModelStatus> models, List<Refusal> refused) {
        Map<String, Seen> states = new TreeMap<>();
        for (ModelStatus model : models) {
            for (VersionStatus version : model.versions()) {
                states.putIfAbsent(Announcement.key(model.name(), version.version()),
                        new Seen(model.name(), version.version(), version.state().text(), version.reason(),
                                version.comparison()));
            }
        }
        refused.forEach(one -> states.putIfAbsent(Announcement.key(one.model(), one.version()),
                new Seen(one.model(), one.version(), REJECTED, one.reason(), null)));
        orders.stream().filter(order -> order.version() > 0).forEach(order -> states.merge(
                Announcement.key(order.model(), order.version()),
                new Seen(order.model(), order.version(), order.state(), order.reason(), null),
                (known, ordered) -> known.state().equals(ordered.state()) ? known : ordered));
        return states;
    }

    private RolloutReport report(Seen version, String state, String reason) {
        Instant now = clock.instant();
        return new RolloutReport(
                node + "-" + version.model() + "-" + version.version() + "-" + state + "-" + now.toEpochMilli(), now, node,
                version.model(), version.version(), state, reason,
                version.comparison() == null ? null : comparisons.apply(version.comparison()), Map.of());
    }
}
