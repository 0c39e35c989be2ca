package io.bactrian.ops;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.ReceivedDirectory;
import io.bactrian.flow.DisagreementSampler;
import io.bactrian.flow.EventPublisher;
import io.bactrian.flow.Retries.ServiceFailures;
import io.bactrian.flow.RetrySettings;
import io.bactrian.infer.InferComponent;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.kube.DeviceSync;
import io.bactrian.learn.DisagreementWatch;
import io.bactrian.model.AnswerListener;
import io.bactrian.model.repository.RepositoryScanner;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.picture.Pictures;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.rollout.RolloutConfiguration;
import io.bactrian.rollout.Rollouts;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolSettings.Capacity;
import io.bactrian.spool.camel.DeliveryFailures;
import io.bactrian.telemetry.DeviceTopics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes the beans that the packages need: the only place that knows how each is made. */
@Singleton
final class OpsProducers {
    private static final Logger LOG = Logger.getLogger(OpsProducers.class);

    @Produces
    @Singleton
    Settings settings(Config config) {
        return Settings.read(config);
    }

    @Produces
    @Singleton
    @Named("paho-mqtt5")
    MqttComponent mqtt(Settings settings) {
        MqttConfiguration mqtt = settings.configuration().mqtt();
        MqttComponent component = new MqttComponent(mqtt.url(), mqtt.clientId());
        component.setTls(settings.tls());
        component.setMaxPayloadBytes((int) settings.configuration().telemetry().maxBytes().asLongValue());
        int receiveMaximum = component.limitReceiveMaximum(mqtt.receiveMaximum(), Runtime.getRuntime().maxMemory());
        if (receiveMaximum < mqtt.receiveMaximum()) {
            LOG.infof("bactrian.mqtt.receive-maximum is %d and not %d: more messages of bactrian.telemetry.max-bytes would "
                    + "take over a quarter of the heap; raise -Xmx, or lower max-bytes", receiveMaximum, mqtt.receiveMaximum());
        }
        PahoMqtt5Configuration options = component.getConfiguration();
        options.setUserName(Literal.text(mqtt.username()));
        options.setPassword(Literal.text(mqtt.password()));
        options.setSessionExpiryInterval(mqtt.sessionExpiry().toSeconds());
        options.setKeepAliveInterval((int) mqtt.keepAlive().toSeconds());
        return component;
    }

    @Produces
    @Singleton
    SpoolSettings spool(Settings settings) {
        Configuration configuration = settings.configuration();
        return new SpoolSettings(configuration.spool().dir(),
                new Capacity(configuration.spool().maxBytes().asLongValue(), configuration.spool().overflowPolicy()),
                Map.of("dead-letters",
                        new Capacity(configuration.deadLetters().maxBytes().asLongValue(),
                                configuration.deadLetters().overflowPolicy()),
                        "retries", new Capacity(configuration.retries().maxBytes().asLongValue(), OverflowPolicy.REJECT)));
    }

    @Produces
    @Singleton
    DeviceSource devices(Settings settings, Instance<ReceivedDirectory> received, Instance<DeviceSync> sync) {
        try {
            if (settings.kubernetes()) {
                sync.get();
                return received.get();
            }
            return settings.configuration().devices().file().isPresent()
                    ? new DeviceFile(settings.configuration().devices().file().get())
                    : new DeviceFile(new DeviceDirectory(Map.of(), new DeviceProfile(
                            settings.configuration().models().standard().orElse(DefaultModel.UNKNOWN), null, null)));
        } catch (IOException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    @Produces
    @Singleton
    Rollouts rollouts(OnnxEngine engine, Settings settings, DeviceSource devices, CamelContext context, ModelMeters meters,
            DisagreementSampler disagreements) {
        RepositoryScanner models = new RepositoryScanner(settings.configuration().models().dir());
        Consumer<ModelEvent> out = EventPublisher.models(context.createProducerTemplate());
        RolloutConfiguration rollout = settings.configuration().rollout();
        return new Rollouts(new DisagreementWatch(engine, disagreements), models::scan, rollout, rollout.dir(),
                meters.counting(out),
                () -> devices.directory().versions(), Clock.systemUTC());
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
    DeviceTopics topics(Settings settings) {
        return settings.topics();
    }

    @Produces
    @Singleton
    OnnxEngine engine(MeterRegistry registry, Settings settings, AnswerListener answers) {
        return new OnnxEngine(registry, settings.configuration().models().maxBytes().asLongValue(),
                new Pictures(settings.configuration().pictures().maxPixels()), answers);
    }

    void stop(@Disposes OnnxEngine engine) {
        engine.close();
    }

    @Produces
    @Singleton
    @Named("infer")
    InferComponent infer(OnnxEngine engine, Rollouts models) {
        return new InferComponent(engine, models);
    }

    @Produces
    @Singleton
    @Named("kafkaClientFactory")
    Kafka kafka(Config config) {
        return new Kafka(config);
    }

    @Produces
    @Singleton
    DeliveryFailures deliveryFailures(Kafka kafka) {
        return kafka.failures();
    }

    @Produces
    @Singleton
    ServiceFailures serviceFailures() {
        return new KnownServiceFailures();
    }

    @Produces
    @Singleton
    RetrySettings retries(Settings settings) {
        Configuration.Retries retries = settings.configuration().retries();
        return new RetrySettings(retries.maxTries(), retries.maxAge(), retries.maxBytes().asLongValue());
    }
}
