package io.bactrian.ops;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.quarkus.main.events.AfterStart;

import io.bactrian.page.LiveViews;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the page needs again and again, in every role. */
@Singleton
final class PageTasks {
    /** How late it may be seen that a part has gone or is back, where nobody looks. */
    private static final Duration PARTS = Duration.ofSeconds(5);

    private final PeriodicTasks tasks;
    private final LiveViews live;
    private final PartStates parts;
    private final MeterRegistry registry;

    PageTasks(PeriodicTasks tasks, LiveViews live, PartStates parts, MeterRegistry registry) {
        this.tasks = tasks;
        this.live = live;
        this.parts = parts;
        this.registry = registry;
    }

    void started(@Observes AfterStart event) {
        Gauge.builder("bactrian.page.viewers", live, LiveViews::open).description("Viewers of the page's live views")
                .register(registry);
        FunctionCounter.builder("bactrian.page.viewers.cut.off", live, LiveViews::cutOff)
                .description("Those cut off because they did not keep up").register(registry);
        tasks.start("live-views", Lifecycle.EVERY, live::tick);
        tasks.start("parts", PARTS, parts::parts);
    }
}
