package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

import io.bactrian.sample.SamplePolicy;

/** Condition {@code worth-keeping}: whether the message becomes a sample. */
final class WorthKeeping implements Predicate {
    private final SamplePolicy policy;

    WorthKeeping(SamplePolicy policy) {
        this.policy = policy;
    }

    @Override
    public boolean matches(Exchange exchange) {
        return policy.keep(Journey.question(exchange), Journey.output(exchange));
    }
}
