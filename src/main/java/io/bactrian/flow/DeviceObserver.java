package io.bactrian.flow;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.codec.Result;
import io.bactrian.enrich.Enriched;
import io.bactrian.homeassistant.Discovery;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;

/** Shows answers and refusals to what is kept of each device. Any thread; nothing waits. */
public record DeviceObserver(DeviceActivity activity, Discovery discovery) {

    void answered(Enriched input, Result result) {
        if (result instanceof Result.Answered given) {
            activity.answered(input, given.output());
        } else {
            activity.warming(input, result.model());
        }
    }

    void refused(String device, BadInput cause) {
        activity.refused(device, cause);
    }

    /** An answer goes to a topic; Home Assistant is told of devices whose answers are where it looks for them. */
    void sent(Envelope envelope, String topic, Result result) {
        if (result instanceof Result.Answered given && !topic.equals(envelope.responseTopic())) {
            discovery.answered(envelope.device(), given.model());
        }
    }
}
