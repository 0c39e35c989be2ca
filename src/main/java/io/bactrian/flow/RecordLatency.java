package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Step {@code record-latency}: the broker has the answer; the time since the message was read from the wire is measured. */
final class RecordLatency implements Processor {
    private final FlowMeters meters;
    private final Retries retries;

    RecordLatency(FlowMeters meters, Retries retries) {
        this.meters = meters;
        this.retries = retries;
    }

    @Override
    public void process(Exchange exchange) {
        retries.answered();
        meters.recordLatency(System.nanoTime() - MessageContext.envelope(exchange).arrival());
    }
}
