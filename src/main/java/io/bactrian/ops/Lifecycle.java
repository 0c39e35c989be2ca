package io.bactrian.ops;

import java.io.IOException;
import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.quarkus.main.events.BeforeConfigure;
import org.jboss.logging.Logger;

import io.bactrian.http.AsyncHttpEngine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** What happens when, in every role: the routes are read before Camel starts; then their files and Kafka are watched, once a second. */
@Singleton
final class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    static final Duration EVERY = Duration.ofSeconds(1);

    private final Settings settings;
    private final Kafka kafka;
    private final PeriodicTasks tasks;
    private final Tokens tokens;
    private final RoleTasks role;
    private volatile LiveRoutes routes;
    private volatile RouteStates states;
    private boolean kafkaConnected = true;

    Lifecycle(Settings settings, Kafka kafka, PeriodicTasks tasks, Tokens tokens, Instance<EdgeTasks> edge,
            Instance<CloudTasks> cloud) {
        this.settings = settings;
        this.kafka = kafka;
        this.tasks = tasks;
        this.tokens = tokens;
        this.role = settings.configuration().role() == Role.EDGE ? edge.get() : cloud.get();
    }

    /** The settings are made first of all, so that what is wrong with them is said before anything else starts. */
    void starting(@Observes StartupEvent event) {
        role.starting();
    }

    void bind(@Observes BeforeConfigure event, CamelContext context) {
        role.bind(context);
    }

    void configured(@Observes AfterConfigure event, CamelContext context) throws IOException, InterruptedException {
        routes = new LiveRoutes(new RouteFiles(settings.configuration().role(), settings.configuration().routes().dir(),
                settings.routesOff()), context);
        states = new RouteStates(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(engine(context));
        // Camel finds it by itself, but not for a component that keys camel.component.kafka.* have made early
        context.getComponent("kafka", KafkaComponent.class).setKafkaClientFactory(kafka);
        routes.start();
        role.routesRead();
    }

    /** Started, as Camel's own engine is by now. */
    private static AsyncHttpEngine engine(CamelContext context) {
        AsyncHttpEngine engine = new AsyncHttpEngine();
        engine.setCamelContext(context);
        engine.start();
        return engine;
    }

    void started(@Observes AfterStart event) {
        tasks.start("tokens", EVERY, tokens::refresh);
        tasks.start("kafka-watch", EVERY, this::watchKafka);
        tasks.start("route-files", EVERY, this::watchRoutes);
        role.started();
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
            LOG.warnf("Kafka is away: %s. %s", kafka.servers(), settings.configuration().role() == Role.EDGE
                    ? "Answers go on; samples wait on disk and follow when it is back"
                    : "What edges send is read when it is back");
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
