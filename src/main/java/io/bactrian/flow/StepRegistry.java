package io.bactrian.flow;

import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.ExpressionAdapter;

/** Steps, conditions and expressions by the names that routes use; docs/routes.md describes each. */
record StepRegistry(Registry registry) {
    void step(String name, Processor step) {
        registry.bind(name, step);
    }

    void condition(String name, Predicate condition) {
        registry.bind(name, condition);
    }

    void expression(String name, Function<Exchange, String> value) {
        registry.bind(name, new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return value.apply(exchange);
            }
        });
    }
}
