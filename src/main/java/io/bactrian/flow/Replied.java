package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Step {@code replied}: the broker has the answer; the time since the message was read from the wire is measured. */
final class Replied implements Processor {
    private final FlowMeters meters;
    private final Retries retries;

    Replied(FlowMeters meters, Retries retries) {
        this.meters = meters;
        this.retries = retries;
    }

    @Override
    public void process(Exchange exchange) {
        retries.answered();
        meters.replied(System.nanoTime() - Journey.envelope(exchange).arrival());
    }
}
