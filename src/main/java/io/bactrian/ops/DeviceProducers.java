package io.bactrian.ops;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.Enricher;
import io.bactrian.enrich.ReceivedDirectory;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.kube.DeviceSync;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.telemetry.TelemetryCodec;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes what turns a device's messages into input of its model. */
@Singleton
final class DeviceProducers {
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
