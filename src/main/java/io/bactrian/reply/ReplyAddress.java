package io.bactrian.reply;

import java.util.concurrent.atomic.LongAdder;

import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;

/**
 * Where an answer goes: the message's Response Topic where it is below the device's own level, else the device's inference
 * topic. No device makes us publish on another's topic. Any thread.
 */
public final class ReplyAddress {
    private final DeviceTopics topics;
    private final LongAdder refused = new LongAdder();

    public ReplyAddress(DeviceTopics topics) {
        this.topics = topics;
    }

    public String of(Envelope envelope) {
        if (envelope.responseTopic() == null) {
            return topics.inference(envelope.device());
        }
        if (topics.owns(envelope.device(), envelope.responseTopic())) {
            return envelope.responseTopic();
        }
        refused.increment();
        return topics.inference(envelope.device());
    }

    /** Where answers go whatever the message asks for. */
    public String plain(Envelope envelope) {
        return topics.inference(envelope.device());
    }

    /** Response Topics that were not the device's own. */
    public long refused() {
        return refused.sum();
    }
}
