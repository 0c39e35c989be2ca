package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import io.bactrian.codec.Result;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.twin.TwinUpdate;
import io.bactrian.twin.Twins;

/** The steps between answers and KubeEdge's device twins. */
@Singleton
final class TwinSteps {
    private final Twins twins;

    TwinSteps(Twins twins) {
        this.twins = twins;
    }

    void bind(StepRegistry steps) {
        steps.step("next-twin", this::next);
        steps.step("twin-result", exchange -> twins.result(exchange.getMessage().getMandatoryBody(byte[].class)));
    }

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
    private void next(Exchange exchange) {
        TwinUpdate update = twins.next().orElse(null);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(update == null ? null : update.payload());
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, update == null ? null : update.topic());
    }
}
