package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

import io.bactrian.enrich.Enriched;
import io.bactrian.enrich.Enricher;
import io.bactrian.telemetry.Telemetry;

/** Step {@code enrich}: telemetry becomes model input, calibrated and windowed. */
final class Enrich implements Processor {
    private final Enricher enricher;

    Enrich(Enricher enricher) {
        this.enricher = enricher;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Enriched question = enricher.enrich(exchange.getMessage().getMandatoryBody(Telemetry.class));
        MessageContext.enriched(exchange, question);
        exchange.getMessage().setBody(question);
    }
}
