package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.reply.AnswerCodec;

/** Step {@code answer}: what the model said becomes the device's answer, addressed. */
final class Answer implements Processor {
    private final AnswerCodec codec;
    private final Addressing addressing;
    private final FlowMeters meters;

    Answer(AnswerCodec codec, Addressing addressing, FlowMeters meters) {
        this.codec = codec;
        this.addressing = addressing;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Enriched question = MessageContext.question(exchange);
        ModelOutput output = exchange.getMessage().getBody() instanceof ModelOutput said ? said : null;
        MessageContext.answered(exchange, output);
        meters.answered(output);
        addressing.address(exchange.getMessage(), question.telemetry().envelope());
        exchange.getMessage().setBody(output == null ? codec.warming(question) : codec.answer(question, output));
    }
}
