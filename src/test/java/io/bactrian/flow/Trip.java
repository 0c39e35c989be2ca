package io.bactrian.flow;

import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.follow.Followers;
import io.bactrian.homeassistant.Discovery;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.trace.TraceContext;
import io.bactrian.twin.StatusExtensions;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.Twins;

/** Messages at a point of their way, for tests of single steps. */
final class Trip {
    static final DeviceTopics TOPICS = new DeviceTopics("devices/+/telemetry", "devices/{device}/inference",
            Pattern.compile("[a-z0-9-]+"));
    static final TwinSteps NO_TWINS = twins(new Twins(TwinSettings.OFF, System::nanoTime));
    static final DeviceObserver NO_DEVICES = new DeviceObserver(new DeviceActivity(0, 0, System::currentTimeMillis),
            new Discovery(false, "homeassistant", TOPICS::inference, System::nanoTime));
    static final TraceContext TRACE = new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1");
    static final Manifest MODEL = Manifests.of("pumps", "3", 30, "a");

    private Trip() {
    }

    static MessageTrails nobodyFollowed() {
        return new MessageTrails(new Followers(Clock.systemUTC()));
    }

    static TwinSteps twins(Twins twins) {
        return new TwinSteps(twins, new StatusExtensions(TwinSettings.OFF, (id, json) -> true, System::nanoTime,
                Clock.systemUTC()));
    }

    static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }

    static Envelope envelope(byte[] payload, byte[] correlation, long deadline) {
        return new Envelope("pump-7", "devices/pump-7/telemetry", payload, 7, false, 0, null, correlation, deadline);
    }

    static Envelope traced(byte[] payload) {
        return new Envelope("pump-7", "devices/pump-7/telemetry", payload, payload.length, 7, false, 0, null, null,
                Envelope.NEVER, null, TRACE);
    }

    static Enriched input(Envelope envelope) {
        return new Enriched(new Telemetry(envelope, "r-1", 1_795_431_600_123L, null, new double[1], null, null, false),
                new DeviceProfile("pumps", Map.of(), Map.of()), MODEL, null, null, 2, null);
    }
}
