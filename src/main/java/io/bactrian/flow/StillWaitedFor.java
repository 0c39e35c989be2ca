package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Condition {@code still-waited-for}: false, and counted, once the message's expiry has passed. */
final class StillWaitedFor implements Predicate {
    private final FlowMeters meters;

    StillWaitedFor(FlowMeters meters) {
        this.meters = meters;
    }

    @Override
    public boolean matches(Exchange exchange) {
        boolean expired = Journey.envelope(exchange).expired(System.nanoTime());
        if (expired) {
            meters.expired();
        }
        return !expired;
    }
}
