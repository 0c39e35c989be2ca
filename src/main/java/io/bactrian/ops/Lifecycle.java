package io.bactrian.ops;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.jboss.logging.Logger;

import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.flow.DriftObserver;
import io.bactrian.http.AsyncHttpEngine;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.InferenceAccess;
import io.bactrian.learn.SampleSelector;
import io.bactrian.learn.StatisticsCollector;
import io.bactrian.model.AnswerListener;
import io.bactrian.rollout.Rollouts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** What happens when: the routes are read before Camel starts; then files, routes and Kafka are watched, once a second. */
@Singleton
final class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    static final Duration EVERY = Duration.ofSeconds(1);
    /** A part of the shortest window of drift. */
    private static final Duration LEARNING = Duration.ofMillis(500);
    /** How much longer than its time a row may wait. */
    private static final Duration ROWS = Duration.ofMillis(50);
    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    /** A step may check several versions, each of which may be large. */
    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final Settings settings;
    private final DeviceSource devices;
    private final Kafka kafka;
    private final Rollouts rollouts;
    private final ModelMeters modelMeters;
    private final DefaultModel defaultModel;
    private final SampleSelector selector;
    private final DriftObserver drift;
    private final AnswerListener answers;
    private final PeriodicTasks tasks;
    private final DeviceAccess deviceAccess;
    private final InferenceAccess inferenceAccess;
    private final Tokens tokens;
    private final RowAssembler assembler;
    private final CountDownLatch modelsChecked = new CountDownLatch(1);
    private volatile LiveRoutes routes;
    private volatile RouteStates states;
    private boolean kafkaConnected = true;

    Lifecycle(Settings settings, DeviceSource devices, Kafka kafka, Rollouts rollouts, DefaultModel defaultModel,
            ModelMeters modelMeters, SampleSelector selector, DriftObserver drift, AnswerListener answers, PeriodicTasks tasks,
            DeviceAccess deviceAccess, InferenceAccess inferenceAccess, Tokens tokens,
            RowAssembler assembler) {
        this.settings = settings;
        this.devices = devices;
        this.kafka = kafka;
        this.rollouts = rollouts;
        this.modelMeters = modelMeters;
        this.tasks = tasks;
        this.deviceAccess = deviceAccess;
        this.inferenceAccess = inferenceAccess;
        this.tokens = tokens;
        this.assembler = assembler;
        this.defaultModel = defaultModel;
        this.selector = selector;
        this.drift = drift;
        this.answers = answers;
    }

    /** Makes the settings first of all, so that what is wrong with them is said before anything else starts. */
    void starting(@Observes StartupEvent event) {
        LOG.infof("Answers %s on the broker %s; models from %s", settings.topics().filter(),
                settings.configuration().mqtt().url(),
                settings.configuration().models().dir().toAbsolutePath());
        tasks.start("models", settings.configuration().models().scan(), LONGEST_STEP, this::stepModels);
    }

    void configured(@Observes AfterConfigure event, CamelContext context) throws IOException, InterruptedException {
        routes = new LiveRoutes(new RouteFiles(settings.configuration().routes().dir(), settings.routesOff()), context);
        states = new RouteStates(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(engine(context));
        Stream.of(inferenceAccess.closed(), deviceAccess.closed()).filter(Objects::nonNull).forEach(LOG::warn);
        routes.start();
        awaitModels();
    }

    /** Started, as Camel's own engine is by now. */
    private static AsyncHttpEngine engine(CamelContext context) {
        AsyncHttpEngine engine = new AsyncHttpEngine();
        engine.setCamelContext(context);
        engine.start();
        return engine;
    }

    void started(@Observes AfterStart event) {
        tasks.start("device-directory", EVERY, devices::refresh);
        tasks.start("tokens", EVERY, tokens::refresh);
        tasks.start("kafka-watch", EVERY, this::watchKafka);
        tasks.start("route-files", EVERY, this::watchRoutes);
        tasks.start("rows", ROWS, assembler::closeDue);
        tasks.start("learning", LEARNING, this::learn);
        if (answers instanceof StatisticsCollector statistics) {
            tasks.start("statistics", EVERY, statistics::step);
        }
        tasks.start("model-meters", EVERY, () -> modelMeters.refresh(rollouts, drift.monitor()));
    }

    void stopping(@Observes ShutdownEvent event) {
        tasks.stop();
    }

    /** On a thread of its own: a version's checks take their time. */
    private void stepModels() {
        try {
            rollouts.tick();
        } finally {
            defaultModel.look(rollouts.status());
            modelsChecked.countDown();
        }
    }

    /** Waits until the models that are there have been checked, so that the first messages find them; not for ever. */
    private void awaitModels() throws InterruptedException {
        for (Duration waited = Duration.ZERO; waited.compareTo(LONGEST_START) < 0; waited = waited.plus(USUAL)) {
            if (modelsChecked.await(USUAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            LOG.infof("The models are still being read and checked");
        }
        LOG.warnf("The models are not checked after %s; messages for them are held until they are", LONGEST_START);
    }

    private void learn() {
        selector.save();
        if (drift.monitor() != null) {
            drift.monitor().step();
        }
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
