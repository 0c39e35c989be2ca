package io.bactrian.steps;

import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.ExpressionAdapter;

/** Steps, conditions and expressions by the names that routes use; docs/routes.md describes each. */
public record StepRegistry(Registry registry) {
    public void step(String name, Processor step) {
        registry.bind(name, step);
    }

    public void condition(String name, Predicate condition) {
        registry.bind(name, condition);
    }

    public void expression(String name, Function<Exchange, String> value) {
        registry.bind(name, new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return value.apply(exchange);
            }
        });
    }
}
