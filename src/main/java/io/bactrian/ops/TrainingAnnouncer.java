package io.bactrian.ops;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.bactrian.announce.Announcement.Promote;
import io.bactrian.announce.Nodes;
import io.bactrian.cloud.deploy.DeploymentException;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.deploy.NodeState;
import io.bactrian.cloud.deploy.Target;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.cloud.training.Announcer;
import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;

/** Training meets the deployments here, so that neither package knows the other. */
record TrainingAnnouncer(Pool pool, Deployments deployments) implements Announcer {
    @Override
    public OptionalInt serving(String model) {
        OptionalInt announced = deployments.announced(model);
        return announced.isPresent() ? announced : served(model);
    }

    /** Of versions that as many nodes serve, the newer. */
    private OptionalInt served(String model) {
        Map<Integer, Integer> nodes = new TreeMap<>();
        for (NodeState node : deployments.nodes()) {
            Integer version = node.serving().get(model);
            if (version != null) {
                nodes.merge(version, 1, Integer::sum);
            }
        }
        int most = nodes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return nodes.entrySet().stream().filter(each -> each.getValue() == most).mapToInt(Map.Entry::getKey).max();
    }

    @Override
    public void deploy(String model, int version, Deployment plan, Instant until, String by) throws IOException {
        Nodes nodes = new Nodes(new HashSet<>(plan.nodes()), plan.labels(), new HashSet<>(plan.devices()));
        Target target = new Target(nodes, new HashSet<>(plan.canary()), plan.share(),
                Promote.valueOf(plan.promote().toUpperCase(Locale.ROOT)), until);
        try {
            pool.deploying(model, version, found -> deploy(found, target, by));
        } catch (PoolException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void deploy(PoolVersion version, Target target, String by) throws IOException {
        try {
            deployments.deploy(version, target, by);
        } catch (DeploymentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
