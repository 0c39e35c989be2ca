package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.enrich.Enriched;
import io.bactrian.sample.CloudEvent;
import io.bactrian.sample.SampleCodec;
import io.bactrian.telemetry.Telemetry;

/** Step {@code sample}: the message and what was made of it become a Kafka record. */
final class Sample implements Processor {
    private final SampleCodec codec;

    Sample(SampleCodec codec) {
        this.codec = codec;
    }

    @Override
    public void process(Exchange exchange) {
        Enriched question = MessageContext.question(exchange);
        Telemetry telemetry = question.telemetry();
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, telemetry.device());
        CloudEvent.sample(telemetry.id(), telemetry.device(), telemetry.timestamp()).forEach(message::setHeader);
        message.setBody(codec.encode(question, MessageContext.output(exchange)));
    }
}
