package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;

/** Step {@code decode}: an MQTT message becomes {@link Telemetry}; its MQTT headers end here. */
final class Decode implements Processor {
    private final DeviceTopics topics;
    private final TelemetryCodec codec;
    private final FlowMeters meters;

    Decode(DeviceTopics topics, TelemetryCodec codec, FlowMeters meters) {
        this.topics = topics;
        this.codec = codec;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Envelope envelope = MqttEnvelope.of(message, topics);
        MessageContext.began(exchange, envelope);
        message.removeHeaders("*");
        meters.received();
        Telemetry telemetry = codec.decode(envelope);
        topics.check(envelope.device(), telemetry.id());
        message.setBody(telemetry);
    }
}
