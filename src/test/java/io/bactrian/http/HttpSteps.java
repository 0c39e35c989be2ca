package io.bactrian.http;

import org.apache.camel.Processor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Steps of this package for tests of other packages. */
public final class HttpSteps {
    private HttpSteps() {
    }

    /** {@code v2-problem}. */
    public static Processor problem() {
        return new InferenceProblem(new InferenceMeters(new SimpleMeterRegistry()));
    }
}
