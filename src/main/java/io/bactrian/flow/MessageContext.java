package io.bactrian.flow;

import org.apache.camel.Exchange;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DerivedId;
import io.bactrian.telemetry.Envelope;

/** What a message gathers on its way beside the body, as exchange properties. */
final class MessageContext {
    private static final String ENVELOPE = "bactrian.envelope";
    private static final String QUESTION = "bactrian.question";
    private static final String OUTPUT = "bactrian.output";
    private static final String REFUSAL = "bactrian.refusal";

    private MessageContext() {
    }

    static void began(Exchange exchange, Envelope envelope) {
        exchange.setProperty(ENVELOPE, envelope);
    }

    static void enriched(Exchange exchange, Enriched question) {
        exchange.setProperty(QUESTION, question);
    }

    static void answered(Exchange exchange, ModelOutput output) {
        exchange.setProperty(OUTPUT, output);
    }

    static void refused(Exchange exchange, BadInput cause) {
        exchange.setProperty(REFUSAL, cause);
    }

    /** Why the message was refused; null before it was. Camel's own property holds what failed since. */
    static BadInput refusal(Exchange exchange) {
        return (BadInput) exchange.getProperty(REFUSAL);
    }

    /** @throws IllegalStateException when the route has not decoded the message */
    static Envelope envelope(Exchange exchange) {
        return needed(exchange.getProperty(ENVELOPE), "decode");
    }

    /** @throws IllegalStateException when the route has not enriched the message */
    static Enriched question(Exchange exchange) {
        return needed(exchange.getProperty(QUESTION), "enrich");
    }

    /** The message's own id, or the one it got; a derived one where it could not be read. */
    static String id(Exchange exchange) {
        return exchange.getProperty(QUESTION) instanceof Enriched question
                ? question.telemetry().id()
                : DerivedId.of(envelope(exchange));
    }

    /** What the model said; null while the device's window fills. */
    static ModelOutput output(Exchange exchange) {
        return (ModelOutput) exchange.getProperty(OUTPUT);
    }

    @SuppressWarnings("unchecked")
    private static <T> T needed(Object value, String step) {
        if (value == null) {
            throw new IllegalStateException(
                    "the message has not been through the step '" + step + "'; put it earlier in the route");
        }
        return (T) value;
    }
}
