package io.bactrian.ops;

import java.time.Duration;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.jboss.logging.Logger;

import io.bactrian.cloud.data.StoredDataSet;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.training.Training;
import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.StepRegistry;

/** What collects, trains, and gives models to the edges. */
@Singleton
final class CloudTasks implements RoleTasks {
    private static final Logger LOG = Logger.getLogger(CloudTasks.class);
    private static final Duration LONGEST_DELETION = Duration.ofMinutes(10);
    /** A step may wait for Kafka for a while. */
    private static final Duration LONGEST_ANNOUNCEMENT = Duration.ofMinutes(5);
    /** It may read a large training file, and ask the data set for each model. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(5);

    private final Settings settings;
    private final Event<CloudSteps> steps;
    private final PeriodicTasks tasks;
    private final StoredDataSet data;
    private final Deployments deployments;
    private final Training training;

    CloudTasks(Settings settings, Event<CloudSteps> steps, PeriodicTasks tasks, StoredDataSet data, Deployments deployments,
            Training training) {
        this.settings = settings;
        this.steps = steps;
        this.tasks = tasks;
        this.data = data;
        this.deployments = deployments;
        this.training = training;
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
        tasks.start("data-retention", Lifecycle.EVERY, LONGEST_DELETION, data::step);
        tasks.start("deployments", Lifecycle.EVERY, LONGEST_ANNOUNCEMENT, deployments::step);
        tasks.start("training", settings.configuration().cloud().training().interval(), LONGEST_LOOK, training::step);
    }
}
