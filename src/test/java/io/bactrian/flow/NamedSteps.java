package io.bactrian.flow;

import org.apache.camel.spi.Registry;

import io.bactrian.steps.StepRegistry;

/** Steps for tests of other packages. */
public final class NamedSteps {
    private NamedSteps() {
    }

    /** Those of the routes to Kafka. */
    public static void forward(Registry registry) {
        new DeadLetterSteps(new DeadLetters()).bind(new StepRegistry(registry));
    }
}
