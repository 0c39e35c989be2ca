package io.bactrian.ops;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.function.Consumer;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;

import io.bactrian.flow.DriftObserver;
import io.bactrian.flow.EventPublisher;
import io.bactrian.flow.NodeName;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.learn.DriftSettings;
import io.bactrian.learn.ModelStatistics;
import io.bactrian.learn.SampleSelector;
import io.bactrian.learn.StatisticsCollector;
import io.bactrian.model.AnswerListener;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes what selects samples and compares messages with their reference. */
@Singleton
final class LearnProducers {
    @Produces
    @Singleton
    DriftObserver drift(Settings settings, CamelContext context, ModelMeters meters) {
        DriftConfiguration drift = settings.configuration().drift();
        if (!drift.enabled()) {
            return DriftObserver.NONE;
        }
        return new DriftObserver(new DriftMonitor(new DriftSettings(drift.window(), drift.reference(), drift.falseAlarms(),
                drift.referenceFrom() == ReferenceSource.MANIFEST),
                settings.configuration().spool().dir().resolve("learning/references.json"),
                meters.countingDrift(EventPublisher.drift(context.createProducerTemplate())), Clock.systemUTC()),
                drift.groupBy().orElse(null));
    }

    @Produces
    @Singleton
    AnswerListener answers(Settings settings, CamelContext context, MeterRegistry registry, DriftObserver drift) {
        StatisticsConfiguration statistics = settings.configuration().statistics();
        if (!statistics.enabled()) {
            return AnswerListener.NONE;
        }
        Consumer<ModelStatistics> out = EventPublisher.statistics(context.createProducerTemplate());
        return new StatisticsCollector(statistics.interval(),
                model -> drift.monitor() == null ? null : drift.monitor().summary(model), record -> {
                    out.accept(record);
                    registry.counter("bactrian.statistics.records", "model", record.model()).increment();
                }, Clock.systemUTC());
    }

    /** The one name, wherever the node is named: as the cluster has it, where that is known. */
    @Produces
    @Singleton
    NodeName node(Settings settings) {
        return new NodeName(settings.configuration().kubernetes().node()
                .or(() -> settings.configuration().statistics().node()).orElseGet(() -> host(settings)));
    }

    /** Where its name does not resolve, the name that the broker knows. */
    private static String host(Settings settings) {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return settings.configuration().mqtt().clientId();
        }
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
