package io.bactrian.ops;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.jboss.logging.Logger;

import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.flow.DriftObserver;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.InferenceAccess;
import io.bactrian.learn.SampleSelector;
import io.bactrian.learn.StatisticsCollector;
import io.bactrian.model.AnswerListener;
import io.bactrian.rollout.Rollouts;
import io.bactrian.steps.EdgeSteps;
import io.bactrian.steps.StepRegistry;

/** What answers devices: the models are checked before messages come; then models and devices are followed. */
@Singleton
final class EdgeTasks implements RoleTasks {
    private static final Logger LOG = Logger.getLogger(EdgeTasks.class);
    /** A part of the shortest window of drift. */
    private static final Duration LEARNING = Duration.ofMillis(500);
    /** How much longer than its time a row may wait. */
    private static final Duration ROWS = Duration.ofMillis(50);
    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    /** A step may check several versions, each of which may be large. */
    static final Duration LONGEST_STEP = Duration.ofMinutes(5);
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final Settings settings;
    private final DeviceSource devices;
    private final Rollouts rollouts;
    private final Meters meters;
    private final ModelMeters modelMeters;
    private final DefaultModel defaultModel;
    private final SampleSelector selector;
    private final DriftObserver drift;
    private final AnswerListener answers;
    private final PeriodicTasks tasks;
    private final DeviceAccess deviceAccess;
    private final InferenceAccess inferenceAccess;
    private final RowAssembler assembler;
    private final FirstSteps firstSteps;
    private final Event<EdgeSteps> steps;
    private final CountDownLatch modelsChecked = new CountDownLatch(1);

    EdgeTasks(Settings settings, DeviceSource devices, Rollouts rollouts, DefaultModel defaultModel, Meters meters,
            ModelMeters modelMeters, SampleSelector selector, DriftObserver drift, AnswerListener answers, PeriodicTasks tasks,
            DeviceAccess deviceAccess, InferenceAccess inferenceAccess, RowAssembler assembler, FirstSteps firstSteps,
            Event<EdgeSteps> steps) {
        this.settings = settings;
        this.devices = devices;
        this.rollouts = rollouts;
        this.meters = meters;
        this.modelMeters = modelMeters;
        this.tasks = tasks;
        this.deviceAccess = deviceAccess;
        this.inferenceAccess = inferenceAccess;
        this.assembler = assembler;
        this.firstSteps = firstSteps;
        this.defaultModel = defaultModel;
        this.selector = selector;
        this.drift = drift;
        this.answers = answers;
        this.steps = steps;
    }

    @Override
    public void starting() {
        LOG.infof("Answers %s on the broker %s; models from %s", settings.topics().filter(),
                settings.configuration().mqtt().url(),
                settings.configuration().models().dir().toAbsolutePath());
        tasks.start("models", settings.configuration().models().scan(), LONGEST_STEP, this::stepModels);
    }

    @Override
    public void bind(CamelContext context) {
        steps.fire(new EdgeSteps(new StepRegistry(context.getRegistry())));
    }

    @Override
    public void routesRead() throws InterruptedException {
        Stream.of(inferenceAccess.closed(), deviceAccess.closed()).filter(Objects::nonNull).forEach(LOG::warn);
        awaitModels();
    }

    @Override
    public void started() {
        meters.register();
        tasks.start("device-directory", Lifecycle.EVERY, devices::refresh);
        tasks.start("first-steps", Lifecycle.EVERY, firstSteps::look);
        tasks.start("rows", ROWS, assembler::closeDue);
        tasks.start("learning", LEARNING, this::learn);
        if (answers instanceof StatisticsCollector statistics) {
            tasks.start("statistics", Lifecycle.EVERY, statistics::step);
        }
        tasks.start("model-meters", Lifecycle.EVERY, () -> {
            modelMeters.refresh(rollouts, drift.monitor());
            meters.sample();
        });
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
}
