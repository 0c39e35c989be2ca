package io.bactrian.cloud.deploy;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.RolloutReport;

/**
 * A node, as far as it is known here.
 *
 * @param labels   as it said when it last started
 * @param seen     when it was last heard of
 * @param versions what it said of each version last, by keys of announcements
 */
public record NodeState(String node, Map<String, String> labels, Instant seen, Map<String, Reported> versions) {
    private static final String REMOVED = "removed";
    private static final int MOST_VERSIONS = 500;
    private static final Comparator<Reported> FIRST_TO_GO = Comparator.comparing(Reported::serves)
            .thenComparing(Reported::taken).thenComparing(Reported::at);

    public NodeState {
        labels = Map.copyOf(labels);
        versions = Map.copyOf(versions);
    }

    static NodeState unknown(String node) {
        return new NodeState(node, Map.of(), Instant.EPOCH, Map.of());
    }

    NodeState seen(Instant now) {
        return new NodeState(node, labels, now, versions);
    }

    /**
     * The same with what a report says; itself where it said that before. After a start the node says anew what it has. That it
     * refused a version, or rolled it back, is remembered also when the version is gone.
     */
    NodeState with(RolloutReport report, Instant now) {
        Map<String, Reported> next = new HashMap<>(versions);
        if (report.model() == null) {
            next.values().removeIf(one -> !one.failed());
            return new NodeState(node, report.labels(), now, next);
        }
        String key = Announcement.key(report.model(), report.version());
        Reported before = versions.get(key);
        if (before != null && before.id().equals(report.id())) {
            return this;
        }
        boolean removed = report.state().equals(REMOVED);
        if (removed && (before == null || !before.failed())) {
            next.remove(key);
        } else if (!removed) {
            next.put(key, Reported.of(report, now));
            if (next.size() > MOST_VERSIONS) {
                next.values().remove(Collections.min(next.values(), FIRST_TO_GO));
            }
        }
        return new NodeState(node, labels, now, next);
    }

    Reported of(Deployment deployment) {
        return versions.get(deployment.key());
    }

    /** The version of each model that answers there: of several, that which the node spoke of last. */
    public Map<String, Integer> serving() {
        Map<String, Integer> serving = new TreeMap<>();
        versions.values().stream().filter(Reported::serves)
                .sorted(Comparator.comparing(Reported::at).thenComparing(Reported::version))
                .forEach(reported -> serving.put(reported.model(), reported.version()));
        return serving;
    }
}
