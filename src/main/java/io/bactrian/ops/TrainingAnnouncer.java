package io.bactrian.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.Nodes;
import io.bactrian.cloud.deploy.DeploymentException;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.deploy.Target;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.training.Announcer;
import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;

/** What was trained is deployed as its plan says. Any thread; takes as long as the disk. */
@Singleton
final class TrainingAnnouncer implements Announcer {
    private final Deployments deployments;
    private final Instance<Pool> pool;

    TrainingAnnouncer(Deployments deployments, Instance<Pool> pool) {
        this.deployments = deployments;
        this.pool = pool;
    }

    @Override
    public OptionalInt serving(String model) {
        return deployments.serving(model);
    }

    /** One that is under way is left as it is: the training before a kill began it. */
    @Override
    public void deploy(String model, int version, Deployment plan, String by) throws IOException {
        try {
            pool.get().<DeploymentException>deploying(model, version, found -> {
                try {
                    if (!deployments.underWay(model, version)) {
                        deployments.deploy(found, target(plan), by);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (DeploymentException | PoolException e) {
            throw new IOException(e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Target target(Deployment plan) {
        return new Target(new Nodes(Set.copyOf(plan.nodes()), Map.copyOf(plan.labels()), Set.copyOf(plan.devices())),
                Set.copyOf(plan.canary()), plan.share(),
                plan.promote() == null ? null : Announcement.Promote.valueOf(plan.promote().toUpperCase(Locale.ROOT)),
                plan.within() == null ? null : Instant.now().plus(plan.within()));
    }
}
