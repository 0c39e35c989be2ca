package io.bactrian.ops;

import java.time.Clock;
import java.util.function.Consumer;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;

import io.bactrian.flow.DriftObserver;
import io.bactrian.flow.EventPublisher;
import io.bactrian.learn.DriftEvent;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.learn.DriftSettings;
import io.bactrian.learn.SampleSelector;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes what selects samples and compares messages with their reference. */
@Singleton
final class LearnProducers {
    @Produces
    @Singleton
    DriftObserver drift(Settings settings, CamelContext context, MeterRegistry registry) {
        DriftConfiguration drift = settings.configuration().drift();
        if (!drift.enabled()) {
            return DriftObserver.NONE;
        }
        Consumer<DriftEvent> out = EventPublisher.drift(context.createProducerTemplate());
        return new DriftObserver(new DriftMonitor(new DriftSettings(drift.window(), drift.reference(), drift.falseAlarms()),
                settings.configuration().spool().dir().resolve("learning/references.json"), event -> {
                    out.accept(event);
                    registry.counter("bactrian.drift.events", "model", event.model(), "event",
                            event.began() ? "began" : "ended")
                            .increment();
                }, Clock.systemUTC()), drift.groupBy().orElse(null));
    }

    @Produces
    @Singleton
    SampleSelector selector(Settings settings, DriftObserver drift) {
        Configuration configuration = settings.configuration();
        return new SampleSelector(SamplesConfiguration.sampling(configuration.samples()), drift::drifting,
                configuration.devices().windows(), configuration.spool().dir().resolve("learning/quotas.json"),
                Clock.systemUTC());
    }

    void stop(@Disposes SampleSelector selector) {
        selector.close();
    }
}
