package io.bactrian.ops;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;

import io.bactrian.enrich.DeviceFile;
import io.bactrian.infer.ModelRunners;
import io.bactrian.model.ModelRepository;
import io.quarkus.runtime.ShutdownEvent;

/** What happens when: the routes are read before Camel starts; then files are watched, once a second, on one thread. */
@Singleton
final class Lifecycle {
    private static final long WATCH_MILLIS = 1000;

    private final Settings settings;
    private final DeviceFile devices;
    private final ModelRepository models;
    private final ModelRunners runners;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile LiveRoutes routes;

    Lifecycle(Settings settings, DeviceFile devices, ModelRepository models, ModelRunners runners) {
        this.settings = settings;
        this.devices = devices;
        this.models = models;
        this.runners = runners;
    }

    void configured(@Observes AfterConfigure event, CamelContext context) throws IOException {
        runners.warmUp(models);
        routes = new LiveRoutes(new RouteFiles(settings.routes()), context);
        routes.start();
    }

    void started(@Observes AfterStart event) {
        watch.scheduleWithFixedDelay(devices::refresh, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(routes::refresh, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stopping(@Observes ShutdownEvent event) {
        watch.shutdownNow();
    }

    /** Null before Camel is configured. */
    LiveRoutes routes() {
        return routes;
    }
}
