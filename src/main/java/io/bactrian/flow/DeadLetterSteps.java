package io.bactrian.flow;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.codec.CloudEvent;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;

/** The steps of dead letters, by the names that routes use; docs/routes.md describes each. A record that was cut says so in {@code ce_cutfrom}. */
@Singleton
final class DeadLetterSteps {
    /** Why {@code spool:} hands out a refused record, {@code SpoolEndpoint.REASON}. */
    static final String REASON = "CamelSpoolReason";
    private static final String CUT_FROM = "ce_cutfrom";
    private static final int KAFKA_BYTES = 900_000;
    private static final int REFUSED_BYTES = 50_000;
    private static final int MOST_TEXT = 2_000;

    private final DeadLetters letters;

    DeadLetterSteps(DeadLetters letters) {
        this.letters = letters;
    }

    void bind(StepRegistry steps) {
        steps.step("dead-letter", this::deadLetter);
        steps.step("undeliverable", this::undeliverable);
        steps.condition("can-be-cut", DeadLetterSteps::canBeCut);
    }

    /** More than a Kafka broker takes by default is cut. */
    void deadLetter(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        Envelope envelope = context.envelope();
        BadInput cause = context.cause(exchange);
        Message message = exchange.getMessage();
        letters.add(DeadLetter.of(Instant.now(), envelope, cause, way(context)));
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, envelope.device());
        CloudEvent.deadLetter(context.id(cause), envelope.device(), System.currentTimeMillis(),
                cause.code().code(), cut(cause.getMessage())).forEach(message::setHeader);
        CloudEvent.trace(envelope.trace()).forEach(message::setHeader);
        message.setHeader("ce_topic", envelope.topic());
        SetAsideMessage retried = exchange.getProperty(RetrySteps.MESSAGE, SetAsideMessage.class);
        if (retried != null) {
            message.setHeader("ce_tries", Integer.toString(retried.tries()));
        }
        TrailNotes.deadLetter(context, cause);
        message.setBody(envelope.payload());
        if (envelope.length() > envelope.payload().length) {
            message.setHeader(CUT_FROM, Integer.toString(envelope.length()));
        }
        cut(message, KAFKA_BYTES);
    }

    /** A request, be it HTTP's or a mapper's, is refused in its response. */
    private static DeadLetter.Way way(MessageContext context) {
        if (context.response() == null) {
            return DeadLetter.Way.MQTT;
        }
        return context.envelope().topic().startsWith("/devices/") ? DeadLetter.Way.HTTP : DeadLetter.Way.NONE;
    }

    /** A record that Kafka refuses becomes a smaller one: cut, the second time to nothing. */
    void undeliverable(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeader(KafkaConstants.OVERRIDE_TOPIC);
        boolean again = message.getHeader("ce_refusal") != null;
        String reason = cut(exchange.getProperty(REASON, "unknown", String.class));
        byte[] payload = message.getBody(byte[].class);
        Map<String, String> headers = CloudEvent.undeliverable(message.getHeader("ce_type", String.class), reason);
        headers.forEach(message::setHeader);
        if (headers.containsKey("ce_errorcode")) {
            letters.add(new DeadLetter(Instant.now(), message.getHeader(KafkaConstants.KEY, "", String.class), "", null,
                    headers.get("ce_errorcode"), reason, payload, payload.length, DeadLetter.Way.NONE));
        }
        cut(message, again ? 0 : REFUSED_BYTES);
    }

    static boolean canBeCut(Exchange exchange) {
        return exchange.getMessage().getBody(byte[].class).length > 0;
    }

    private static void cut(Message message, int most) {
        byte[] payload = message.getBody(byte[].class);
        if (payload.length > most) {
            message.setHeader(CUT_FROM, message.getHeader(CUT_FROM, Integer.toString(payload.length), String.class));
            message.setBody(Arrays.copyOf(payload, most));
        }
    }

    private static String cut(String text) {
        return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
    }
}
