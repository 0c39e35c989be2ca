package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

import io.bactrian.sample.SamplePolicy;

/** Condition {@code should-sample}: whether the message becomes a sample. */
final class ShouldSample implements Predicate {
    private final SamplePolicy policy;

    ShouldSample(SamplePolicy policy) {
        this.policy = policy;
    }

    @Override
    public boolean matches(Exchange exchange) {
        return policy.keep(MessageContext.question(exchange), MessageContext.output(exchange));
    }
}
