package io.bactrian.ops;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.jboss.logging.Logger;

import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.StepRegistry;

/** What collects, trains, and gives models to the edges. */
@Singleton
final class CloudTasks implements RoleTasks {
    private static final Logger LOG = Logger.getLogger(CloudTasks.class);

    private final Settings settings;
    private final Event<CloudSteps> steps;
    private final PeriodicTasks tasks;
    private final PoolProducers.PoolToken poolToken;

    CloudTasks(Settings settings, Event<CloudSteps> steps, PeriodicTasks tasks, PoolProducers.PoolToken poolToken) {
        this.settings = settings;
        this.steps = steps;
        this.tasks = tasks;
        this.poolToken = poolToken;
    }

    @Override
    public void starting() {
        LOG.infof("The cloud's part; what it keeps is in %s", settings.configuration().cloud().dir().toAbsolutePath());
    }

    @Override
    public void bind(CamelContext context) {
        steps.fire(new CloudSteps(new StepRegistry(context.getRegistry())));
    }

    @Override
    public void routesRead() {
        // the routes of the cloud wait for nothing
    }

    @Override
    public void started() {
        tasks.start("pool-token", Lifecycle.EVERY, poolToken.file()::refresh);
    }
}
