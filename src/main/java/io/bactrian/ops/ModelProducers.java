package io.bactrian.ops;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;

import io.bactrian.delivery.Deliveries;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.flow.DisagreementSampler;
import io.bactrian.flow.EventPublisher;
import io.bactrian.flow.MessageTrails;
import io.bactrian.infer.InferComponent;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.learn.DisagreementWatch;
import io.bactrian.model.AnswerListener;
import io.bactrian.model.BatchListener;
import io.bactrian.model.repository.RepositoryScanner;
import io.bactrian.model.repository.RepositorySnapshot;
import io.bactrian.picture.Pictures;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.rollout.PromotionPolicy;
import io.bactrian.rollout.RolloutConfiguration;
import io.bactrian.rollout.Rollouts;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes what runs versions of models, and decides which of them serve. */
@Singleton
final class ModelProducers {
    @Produces
    @Singleton
    Rollouts rollouts(OnnxEngine engine, Settings settings, DeviceSource devices, CamelContext context, ModelMeters meters,
            DisagreementSampler disagreements, Instance<Deliveries> deliveries) {
        RepositoryScanner models = new RepositoryScanner(settings.configuration().models().dir());
        Consumer<ModelEvent> out = EventPublisher.models(context.createProducerTemplate());
        RolloutConfiguration rollout = settings.configuration().rollout();
        return new Rollouts(new DisagreementWatch(engine, disagreements), scan(models, settings, deliveries), rollout,
                policy(settings, deliveries), rollout.dir(),
                meters.counting(out),
                () -> devices.directory().versions(), Clock.systemUTC());
    }

    private static Supplier<RepositorySnapshot> scan(RepositoryScanner models, Settings settings,
            Instance<Deliveries> deliveries) {
        if (!settings.delivers()) {
            return models::scan;
        }
        RepositoryScanner delivered = new RepositoryScanner(deliveries.get().models());
        return () -> models.scan().with(delivered.scan());
    }

    private static PromotionPolicy policy(Settings settings, Instance<Deliveries> deliveries) {
        return settings.delivers() ? deliveries.get() : (model, version) -> null;
    }

    void stop(@Disposes Rollouts rollouts) {
        rollouts.close();
    }

    @Produces
    @Singleton
    DefaultModel defaultModel(Settings settings, Rollouts rollouts) {
        return new DefaultModel(rollouts, settings.configuration().models().dir(),
                settings.kubernetes() || settings.configuration().devices().file().isPresent(),
                settings.configuration().models().standard());
    }

    @Produces
    @Singleton
    OnnxEngine engine(MeterRegistry registry, Settings settings, AnswerListener answers, BatchListener runs) {
        return new OnnxEngine(registry, settings.configuration().models().maxBytes().asLongValue(),
                new Pictures(settings.configuration().pictures().maxPixels()), answers, runs);
    }

    void stop(@Disposes OnnxEngine engine) {
        engine.close();
    }

    @Produces
    @Singleton
    @Named("infer")
    InferComponent infer(OnnxEngine engine, Rollouts models, MessageTrails trails) {
        return new InferComponent(engine, models, trails::runs);
    }
}
