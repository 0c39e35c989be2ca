package io.bactrian.flow;

import java.nio.file.Path;
import java.time.Instant;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import io.bactrian.http.ControlAccess;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.rollout.ComparisonResult;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;
import io.bactrian.steps.StepRegistry;

/** The shipped routes of events, between a spool of their own and a broker. As a program: publishes events until it is killed. */
final class EventRig implements AutoCloseable {
    final DefaultCamelContext context = new DefaultCamelContext();
    final EventPublisher<ModelEvent> out;
    private final Spools spools;

    EventRig(Path dir, String broker) throws Exception {
        spools = new Spools(new SpoolSettings(dir, 1L << 30, OverflowPolicy.BLOCK));
        context.getShutdownStrategy().setTimeout(2);
        context.getRegistry().bind("spool", new SpoolComponent(spools));
        context.getRegistry().bind("paho-mqtt5", new MqttComponent(broker, "rig"));
        new ControlSteps(null, ControlAccess.NOBODY).bind(new StepRegistry(context.getRegistry()));
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/events.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.start();
        out = EventPublisher.models(context.createProducerTemplate());
    }

    SpoolStatus spool() {
        return spools.status().get(0);
    }

    static ModelEvent event(int number) {
        return event(number, "pump", "because of " + number);
    }

    static ModelEvent event(int number, String model, String reason) {
        return new ModelEvent("e-" + number, Instant.parse("2026-11-23T12:00:00Z").plusSeconds(number), model, 2,
                ModelEvent.Kind.GATE_PASSED, reason, new ComparisonResult(1000, 990, 0, 0, 3, 0.01, 1.2, 1000));
    }

    /** Arguments: the spool's folder, the broker's URL. Prints each event's number once it is published. */
    public static void main(String[] args) throws Exception {
        var rig = new EventRig(Path.of(args[0]), args[1]);
        for (int number = 0;; number++) {
            rig.out.accept(event(number));
            System.out.println("published " + number);
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
