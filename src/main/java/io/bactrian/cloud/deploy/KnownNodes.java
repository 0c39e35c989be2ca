package io.bactrian.cloud.deploy;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.bactrian.announce.Nodes;
import io.bactrian.announce.RolloutReport;

/** The nodes that have been heard of. One thread changes them; any reads. */
final class KnownNodes {
    /** A file each; the one not heard of for longest goes first. */
    private static final int MOST = 20_000;
    private static final int LONGEST_NAME = 200;

    private final DeploymentStore store;
    private final Map<String, NodeState> all = new ConcurrentHashMap<>();

    KnownNodes(DeploymentStore store) throws IOException {
        this.store = store;
        store.nodes().forEach(node -> all.put(node.node(), node));
    }

    /**
     * Returns once what the reports say is on the disk, each node's file written once.
     *
     * @return reports of nodes whose names are too long
     */
    int take(List<RolloutReport> reports, Instant now) throws IOException {
        Map<String, NodeState> changed = new HashMap<>();
        int refused = 0;
        for (RolloutReport report : reports) {
            String name = report.node();
            if (name.length() > LONGEST_NAME) {
                refused++;
                continue;
            }
            NodeState before = changed.getOrDefault(name, all.getOrDefault(name, NodeState.unknown(name)));
            changed.put(name, before.with(report, now));
        }
        for (NodeState node : changed.values()) {
            if (!node.equals(all.get(node.node()))) {
                store.write(node);
                put(node);
            }
        }
        return refused;
    }

    /** It is only written where it was not known. */
    void seen(String name, Instant now) throws IOException {
        if (name.length() > LONGEST_NAME) {
            return;
        }
        NodeState before = all.get(name);
        NodeState node = (before == null ? NodeState.unknown(name) : before).seen(now);
        if (before == null) {
            store.write(node);
        }
        put(node);
    }

    private void put(NodeState node) throws IOException {
        all.put(node.node(), node);
        while (all.size() > MOST) {
            String oldest = all.values().stream().min(Comparator.comparing(NodeState::seen)).orElseThrow().node();
            store.remove(oldest);
            all.remove(oldest);
        }
    }

    /** By name. */
    List<NodeState> all() {
        return List.copyOf(new TreeMap<>(all).values());
    }

    /** Null where it is not known. */
    NodeState find(String name) {
        return all.get(name);
    }

    /** Names of those on which that version answers. */
    Set<String> serving(String model, int version) {
        return all.values().stream().filter(node -> Integer.valueOf(version).equals(node.serving().get(model)))
                .map(NodeState::node).collect(Collectors.toSet());
    }

    /** Names of those that are meant, as far as that is known here: which devices a node has is not. */
    Set<String> matching(Nodes nodes) {
        return all.values().stream().filter(node -> nodes.names().isEmpty() || nodes.names().contains(node.node()))
                .filter(node -> node.labels().entrySet().containsAll(nodes.labels().entrySet())).map(NodeState::node)
                .collect(Collectors.toSet());
    }
}
