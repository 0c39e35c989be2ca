package io.bactrian.ops;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.Enricher;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.telemetry.TelemetryCodec;

/** Makes what turns a device's messages into input of its model. */
@Singleton
final class DeviceProducers {
    @Produces
    @Singleton
    Enricher enricher(Settings settings, DeviceSource devices, DefaultModel models) {
        return new Enricher(devices, models, settings.configuration().devices().windows());
    }

    /** Half of the places are for other messages than those that wait for their rows. */
    @Produces
    @Singleton
    RowAssembler assembler(Settings settings, DeviceSource devices, Enricher enricher,
            @Named("paho-mqtt5") MqttComponent mqtt) {
        return new RowAssembler(devices, enricher, settings.configuration().devices().windows(),
                Math.max(1, mqtt.getConfiguration().getReceiveMaximum() / 2), System::nanoTime);
    }

    @Produces
    @Singleton
    TelemetryCodec telemetry(Settings settings, DeviceSource devices) {
        Configuration.Telemetry telemetry = settings.configuration().telemetry();
        return new TelemetryCodec((int) telemetry.maxBytes().asLongValue(), telemetry.clockTolerance(), Clock.systemUTC(),
                device -> devices.directory().payload(device));
    }
}
