package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import io.bactrian.codec.Result;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.steps.StepRegistry;
import io.bactrian.twin.StatusExtensions;
import io.bactrian.twin.TwinUpdate;
import io.bactrian.twin.Twins;

/** The steps between answers and KubeEdge's device twins and DeviceStatus. */
@Singleton
final class TwinSteps {
    private final Twins twins;
    private final StatusExtensions extensions;

    TwinSteps(Twins twins, StatusExtensions extensions) {
        this.twins = twins;
        this.extensions = extensions;
    }

    void bind(StepRegistry steps) {
        steps.step("next-twin", this::next);
        steps.step("write-extension", exchange -> extensions.write());
        steps.step("twin-result", exchange -> twins.result(exchange.getMessage().getMandatoryBody(byte[].class)));
    }

    /** Keeps the answer for the device's twin and DeviceStatus, where its model is reported. Never waits. */
    void answered(Enriched input, Result result) {
        if (result instanceof Result.Answered given) {
            boolean asTwin = twins.reports(given.model().name());
            boolean asExtension = extensions.reports(given.model().name());
            if (asTwin || asExtension) {
                answered(input, given, asTwin, asExtension);
            }
        }
    }

    private void answered(Enriched input, Result.Answered given, boolean asTwin, boolean asExtension) {
        ModelOutput.Tensor scored = given.output().scored();
        double score = scored == null || scored.values() == null ? Double.NaN : scored.values()[0];
        String twin = input.profile().twin() == null ? input.telemetry().device() : input.profile().twin();
        if (asTwin) {
            twins.answered(twin, given.output().label(), score, given.model().version());
        }
        if (asExtension) {
            extensions.answered(twin, given.output().label(), score, given.model().version());
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
