package io.bactrian.ops;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.quarkus.main.events.BeforeConfigure;

import io.bactrian.flow.NodeName;
import io.bactrian.model.BatchListener;
import io.bactrian.spans.MessageSpans;
import io.bactrian.spans.MessageTracer;
import io.bactrian.spans.RouteSpans;
import io.bactrian.spans.RunSpans;
import io.bactrian.spans.SpanExport;
import io.bactrian.spans.TraceSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;

/** Records what becomes of messages, where a collector is configured; otherwise nothing of it is made. */
@Singleton
final class Traces {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final PeriodicTasks tasks;
    private final MeterRegistry registry;
    private final TraceSettings settings;
    /** Null where there is no collector. */
    private final SpanExport export;

    Traces(Settings settings, NodeName node, PeriodicTasks tasks, MeterRegistry registry) {
        this.tasks = tasks;
        this.registry = registry;
        Configuration configuration = settings.configuration();
        this.settings = configuration.role() == Role.EDGE
                ? configuration.traces().endpoint()
                        .map(endpoint -> new TraceSettings(endpoint, configuration.traces().ratio(),
                                configuration.traces().mostPerSecond(), ServiceResource.of(node),
                                configuration.mqtt().telemetryTopic(),
                                configuration.mqtt().inferenceTopic()))
                        .orElse(null)
                : null;
        this.export = this.settings == null ? null : new SpanExport(this.settings);
    }

    @Produces
    @Singleton
    BatchListener runs() {
        return export == null ? BatchListener.NONE : new RunSpans(export);
    }

    void bind(@Observes BeforeConfigure event, CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        extended.addContextPlugin(MessageTracer.class,
                export == null ? MessageTracer.NONE : new MessageSpans(export, settings));
        if (export != null) {
            extended.addInterceptStrategy(new RouteSpans(export, settings));
        }
    }

    void started(@Observes AfterStart event) {
        if (export != null) {
            FunctionCounter.builder("bactrian.traces.sent", export, SpanExport::sent)
                    .description("Spans that the collector has taken").register(registry);
            FunctionCounter.builder("bactrian.traces.lost", export, SpanExport::lost)
                    .description("Spans dropped for want of room, or because the collector did not take them")
                    .register(registry);
            tasks.start("traces", EVERY, export::send);
        }
    }

    void stopping(@Observes ShutdownEvent event) {
        if (export != null) {
            export.close();
        }
    }
}
