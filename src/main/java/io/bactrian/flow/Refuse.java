package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import io.bactrian.reply.AnswerCodec;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;

/** Step {@code refuse}: the device gets an error that says what is wrong with its message. */
final class Refuse implements Processor {
    private final AnswerCodec codec;
    private final Addressing addressing;
    private final FlowMeters meters;

    Refuse(AnswerCodec codec, Addressing addressing, FlowMeters meters) {
        this.codec = codec;
        this.addressing = addressing;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Envelope envelope = MessageContext.envelope(exchange);
        BadInput cause = cause(exchange);
        MessageContext.refused(exchange, cause);
        meters.refused(cause.code());
        addressing.address(exchange.getMessage(), envelope);
        exchange.getMessage().setBody(codec.refusal(id(exchange), envelope.device(), cause));
    }

    /** The message's own id, or the one it would have got. */
    static String id(Exchange exchange) {
        BadInput cause = cause(exchange);
        return cause.id() != null ? cause.id() : MessageContext.id(exchange);
    }

    static BadInput cause(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof BadInput cause
                ? cause
                : MessageContext.refusal(exchange);
    }
}
