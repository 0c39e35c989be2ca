package io.bactrian.ops;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.jboss.logging.Logger;

import io.bactrian.enrich.DeviceFile;
import io.bactrian.rollout.Rollouts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** What happens when: the routes are read before Camel starts; then files are watched, once a second, on one thread. */
@Singleton
final class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final long WATCH_MILLIS = 1000;
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);

    private final Settings settings;
    private final DeviceFile devices;
    private final Kafka kafka;
    private final Rollouts rollouts;
    private final ModelMeters modelMeters;
    private final ModelWatch models;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile LiveRoutes routes;
    private boolean kafkaConnected = true;

    Lifecycle(Settings settings, DeviceFile devices, Kafka kafka, Rollouts rollouts, ModelMeters modelMeters) {
        this.settings = settings;
        this.devices = devices;
        this.kafka = kafka;
        this.rollouts = rollouts;
        this.modelMeters = modelMeters;
        this.models = new ModelWatch(rollouts, settings.models().scan());
    }

    /** Makes the settings first of all, so that what is wrong with them is said before anything else starts. */
    void starting(@Observes StartupEvent event) {
        LOG.infof("Answers %s on the broker %s; models from %s", settings.topics().filter(), settings.mqtt().url(),
                settings.models().dir().toAbsolutePath());
        models.start();
    }

    void configured(@Observes AfterConfigure event, CamelContext context) throws IOException, InterruptedException {
        routes = new LiveRoutes(new RouteFiles(settings.routes(), settings.api().isPresent()), context);
        routes.start();
        models.awaitFirst(LONGEST_CHECK);
    }

    void started(@Observes AfterStart event) {
        watch.scheduleWithFixedDelay(devices::refresh, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(this::watchKafka, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(routes::refresh, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(() -> modelMeters.refresh(rollouts), 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stopping(@Observes ShutdownEvent event) {
        models.stop();
        watch.shutdownNow();
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
}
