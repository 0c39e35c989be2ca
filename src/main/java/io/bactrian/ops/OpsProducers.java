package io.bactrian.ops;

import java.util.Map;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.bactrian.flow.MessageTrails;
import io.bactrian.flow.Retries.ServiceFailures;
import io.bactrian.flow.RetrySettings;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolSettings.Capacity;
import io.bactrian.spool.camel.DeliveryFailures;
import io.bactrian.spool.camel.StoreListener;
import io.bactrian.telemetry.DeviceTopics;

/** Makes the configuration, and what leads to the broker, the disk and Kafka. */
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
    DeviceTopics topics(Settings settings) {
        return settings.topics();
    }

    @Produces
    @Singleton
    @Named("kafkaClientFactory")
    Kafka kafka(Config config, Settings settings, Instance<MessageTrails> trails) {
        return new Kafka(config, settings.configuration().role() == Role.EDGE ? trails.get() : null);
    }

    @Produces
    @Singleton
    StoreListener stores(Settings settings, Instance<MessageTrails> trails) {
        return settings.configuration().role() == Role.EDGE ? new FollowedSpools(trails.get()) : StoreListener.NONE;
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
