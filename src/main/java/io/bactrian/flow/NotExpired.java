package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Condition {@code not-expired}: false, and counted, once the message's expiry has passed. */
final class NotExpired implements Predicate {
    private final FlowMeters meters;

    NotExpired(FlowMeters meters) {
        this.meters = meters;
    }

    @Override
    public boolean matches(Exchange exchange) {
        boolean expired = MessageContext.envelope(exchange).expired(System.nanoTime());
        if (expired) {
            meters.expired();
        }
        return !expired;
    }
}
