package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.bactrian.codec.Result;
import io.bactrian.enrich.Enriched;
import io.bactrian.follow.Trail;
import io.bactrian.learn.Selection;
import io.bactrian.model.ModelOutput;
import io.bactrian.spans.MessageTracer;
import io.bactrian.spans.Way;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;

/**
 * What is known of one message, in one property of its exchange: each step adds its part. Belongs to the thread that has the exchange.
 */
final class MessageContext {
    private static final String PROPERTY = "bactrian.message";

    private final Envelope envelope;
    private Enriched input;
    private Result result;
    private Selection selection;
    private BadInput refusal;
    private String replyTopic;
    private byte[] response;
    private Trail trail;

    private MessageContext(Envelope envelope) {
        this.envelope = envelope;
    }

    static MessageContext begin(Exchange exchange, Envelope envelope) {
        MessageContext context = new MessageContext(envelope);
        exchange.setProperty(PROPERTY, context);
        return context;
    }

    /** Begins with a message as the MQTT consumer, or the step {@code restore}, puts it into an exchange. */
    static MessageContext begin(Exchange exchange, DeviceTopics topics) {
        return arrived(exchange, Way.MQTT, MqttEnvelope.of(exchange.getMessage(), topics));
    }

    /** Begins with a message that has just come. */
    static MessageContext arrived(Exchange exchange, Way way, Envelope envelope) {
        return begin(exchange, envelope.at(
                MessageTracer.begin(exchange, way, envelope.trace(), envelope.arrival(), envelope.device())));
    }

    /** @throws IllegalStateException when the route has not decoded the message */
    static MessageContext of(Exchange exchange) {
        MessageContext context = find(exchange);
        if (context == null) {
            throw missing("decode");
        }
        return context;
    }

    /** The same; null where no route has begun with the message. */
    static MessageContext find(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof MessageContext context ? context : null;
    }

    Envelope envelope() {
        return envelope;
    }

    /** Of a message that somebody follows; else null. */
    Trail trail() {
        return trail;
    }

    void follow(Trail followed) {
        trail = followed;
    }

    void enriched(Enriched enriched) {
        input = enriched;
    }

    /** @throws IllegalStateException when the route has not enriched the message */
    Enriched input() {
        if (input == null) {
            throw missing("enrich");
        }
        return input;
    }

    /**
     * What the message led to; the first who asks finds it in the body, where {@code infer:} leaves it.
     *
     * @throws IllegalStateException when no model has run though one can
     */
    Result result(Message message) {
        if (result == null) {
            if (message.getBody() instanceof ModelOutput output) {
                result = new Result.Answered(output);
            } else if (input().warming()) {
                result = new Result.Warming(input.model(), input.have());
            } else {
                throw new IllegalStateException(
                        "the body is not what the model said; put 'infer:' earlier in the route, and steps that"
                                + " change the body behind 'answer' or 'sample'");
            }
        }
        return result;
    }

    /** What the message led to, where that is known; else null. */
    Result answered() {
        return result;
    }

    /** Whether the message becomes a sample; null where nobody has decided it. */
    Selection selection() {
        return selection;
    }

    void selected(Selection decided) {
        selection = decided;
    }

    /** What is wrong with the message; Camel's own property holds what failed since. */
    void refused(BadInput cause) {
        refusal = cause;
    }

    /** What is wrong with the message: what a route has just caught, or what it was refused for. */
    BadInput cause(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof BadInput cause ? cause : refusal;
    }

    /** The message's own id, or the one it got; a derived one where it could not be read. */
    String id(BadInput cause) {
        if (cause.id() != null) {
            return cause.id();
        }
        return input == null ? envelope.derivedId() : input.telemetry().id();
    }

    /** Where the message's answer goes; null until {@link ReplySteps} has decided it. */
    String replyTopic() {
        return replyTopic;
    }

    void replyTo(String topic) {
        replyTopic = topic;
    }

    /** Null before the message was refused. */
    BadInput refusal() {
        return refusal;
    }

    /** What the response to a request will be; null before it is known. */
    byte[] response() {
        return response;
    }

    void respond(byte[] body) {
        response = body;
    }

    private static IllegalStateException missing(String step) {
        return new IllegalStateException(
                "the message has not been through the step '" + step + "'; put it earlier in the route");
    }
}
