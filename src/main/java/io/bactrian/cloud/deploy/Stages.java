package io.bactrian.cloud.deploy;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.bactrian.announce.RolloutReport;

/**
 * When a deployment goes on by itself, and when it stops.
 *
 * @param maxFailures nodes that may refuse the version or roll it back before it stops
 */
record Stages(KnownNodes nodes, int maxFailures) {
    private static final int MOST_NAMED = 5;

    /** What is to become of it. */
    record Decision(DeploymentState state, String reason) {
    }

    /** Null where it stays as it is. */
    Decision decide(Deployment deployment, Instant now) {
        if (!deployment.state().open()) {
            return null;
        }
        List<NodeState> failed = nodes.all().stream().filter(node -> failed(node.of(deployment), deployment)).toList();
        if (failed.size() >= maxFailures) {
            return new Decision(DeploymentState.STOPPED, failed.size() + " nodes refused it or rolled it back: " + named(
                    failed, deployment));
        }
        if (deployment.state() != DeploymentState.CANARY) {
            return null;
        }
        if (deployment.target().until() != null && now.isAfter(deployment.target().until())) {
            return new Decision(DeploymentState.STOPPED, "its time was over before it had proven itself on its first nodes");
        }
        return deployment.canaries().stream().allMatch(name -> proven(nodes.find(name), deployment))
                ? new Decision(DeploymentState.ALL, "it serves on all its first nodes: " + sorted(deployment.canaries()))
                : null;
    }

    private static boolean failed(Reported reported, Deployment deployment) {
        return reported != null && reported.failed() && !reported.taken().isBefore(deployment.began());
    }

    private static boolean proven(NodeState node, Deployment deployment) {
        Reported reported = node == null ? null : node.of(deployment);
        return reported != null && reported.proven();
    }

    private static String named(List<NodeState> failed, Deployment deployment) {
        return failed.stream().limit(MOST_NAMED).map(node -> {
            Reported reported = node.of(deployment);
            return node.node() + " (" + reported.state() + (reported.reason() == null ? "" : ": " + reported.reason()) + ")";
        }).collect(Collectors.joining("; "));
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }

    /**
     * The nodes that get a version first. Of a share, the same for the same version, and at least one.
     *
     * @throws DeploymentException where a share of no known node is asked for
     */
    Set<String> canaries(String key, Target target) throws DeploymentException {
        if (target.share() == 0) {
            return target.canary();
        }
        Set<String> known = nodes.matching(target.nodes());
        if (known.isEmpty()) {
            throw DeploymentException
                    .conflict("canary.share is " + target.share() + ", and no node that is meant is known yet: "
                            + "nodes are known from their reports ('" + RolloutReport.STARTED
                            + "') and statistics; name canary.nodes, or deploy without canary");
        }
        return known.stream()
                .sorted(Comparator.comparingInt((String name) -> (key + name).hashCode()).thenComparing(name -> name))
                .limit((long) Math.ceil(known.size() * target.share())).collect(Collectors.toSet());
    }
}
