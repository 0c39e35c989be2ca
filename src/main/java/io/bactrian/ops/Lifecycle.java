package io.bactrian.ops;

import java.io.IOException;
import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.jboss.logging.Logger;

import io.bactrian.enrich.DeviceSource;
import io.bactrian.rollout.Rollouts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** What happens when: the routes are read before Camel starts; then files, routes and Kafka are watched, once a second. */
@Singleton
final class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);

    private final Settings settings;
    private final DeviceSource devices;
    private final Kafka kafka;
    private final Rollouts rollouts;
    private final ModelMeters modelMeters;
    private final ModelWatch models;
    private final PeriodicTasks tasks;
    private volatile LiveRoutes routes;
    private volatile RouteStates states;
    private boolean kafkaConnected = true;

    Lifecycle(Settings settings, DeviceSource devices, Kafka kafka, Rollouts rollouts, DefaultModel defaultModel,
            ModelMeters modelMeters, PeriodicTasks tasks) {
        this.settings = settings;
        this.devices = devices;
        this.kafka = kafka;
        this.rollouts = rollouts;
        this.modelMeters = modelMeters;
        this.tasks = tasks;
        this.models = new ModelWatch(rollouts, defaultModel);
    }

    /** Makes the settings first of all, so that what is wrong with them is said before anything else starts. */
    void starting(@Observes StartupEvent event) {
        LOG.infof("Answers %s on the broker %s; models from %s", settings.topics().filter(), settings.mqtt().url(),
                settings.configuration().models().dir().toAbsolutePath());
        tasks.start("models", settings.configuration().models().scan(), ModelWatch.LONGEST, models::step);
    }

    void configured(@Observes AfterConfigure event, CamelContext context) throws IOException, InterruptedException {
        routes = new LiveRoutes(new RouteFiles(settings.configuration().routes().dir(), settings.routesOff()), context);
        states = new RouteStates(context);
        routes.start();
        models.awaitFirst(LONGEST_CHECK);
    }

    void started(@Observes AfterStart event) {
        tasks.start("device-directory", EVERY, devices::refresh);
        tasks.start("kafka-watch", EVERY, this::watchKafka);
        tasks.start("route-files", EVERY, this::watchRoutes);
        tasks.start("model-meters", EVERY, () -> modelMeters.refresh(rollouts));
    }

    void stopping(@Observes ShutdownEvent event) {
        tasks.stop();
    }

    /** On one thread with the edits, so that a route in the middle of one is not taken for one that has stopped. */
    private void watchRoutes() {
        try {
            routes.refresh();
        } finally {
            states.look(routes.ids());
        }
    }

    private void watchKafka() {
        boolean connected = kafka.connected();
        if (connected == kafkaConnected) {
            return;
        }
        kafkaConnected = connected;
        if (connected) {
            LOG.infof("Kafka is there: %s", kafka.servers());
        } else {
            LOG.warnf("Kafka is away: %s. Answers go on; samples wait on disk and follow when it is back", kafka.servers());
        }
    }

    /** Null before Camel is configured. */
    LiveRoutes routes() {
        return routes;
    }

    /** Null before Camel is configured. */
    RouteStates states() {
        return states;
    }
}
