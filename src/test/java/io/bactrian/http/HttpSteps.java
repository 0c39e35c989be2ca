package io.bactrian.http;

import java.util.List;

import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Steps of this package for tests of other packages. */
public final class HttpSteps {
    private HttpSteps() {
    }

    /** {@code v2-problem}. */
    public static Processor problem() {
        return new InferenceProblem(new InferenceMeters(new SimpleMeterRegistry()));
    }

    /** All of them, by their names only: nothing stands behind them. */
    public static void bind(Registry registry) {
        new InferenceSteps(new InferenceModels(null, "", List.of()), null, null, new InferenceMeters(new SimpleMeterRegistry()))
                .bind(registry);
    }
}
