package io.bactrian.flow;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import io.bactrian.codec.Result;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.twin.TwinUpdate;
import io.bactrian.twin.Twins;

/** The steps between answers and KubeEdge's device twins. */
@Singleton
final class TwinSteps {
    /** Keeps the answer for the device's twin, where its model is reported. Never waits. */
    static void answered(Twins twins, Enriched input, Result result) {
        if (result instanceof Result.Answered given && twins.reports(given.model().name())) {
            ModelOutput output = given.output();
            ModelOutput.Tensor score = output.scored();
            String twin = input.profile().twin();
            twins.answered(twin == null ? input.telemetry().device() : twin, output.label(),
                    score == null || score.values() == null ? Double.NaN : score.values()[0], given.model().version());
        }
    }

    /** The update that is due, with its topic; no body where none is. */
    @Produces
    @Singleton
    @Named("next-twin")
    static Processor nextTwin(Twins twins) {
        return exchange -> {
            TwinUpdate update = twins.next().orElse(null);
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setBody(update == null ? null : update.payload());
            exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, update == null ? null : update.topic());
        };
    }

    @Produces
    @Singleton
    @Named("twin-result")
    static Processor twinResult(Twins twins) {
        return exchange -> twins.result(exchange.getMessage().getMandatoryBody(byte[].class));
    }
}
