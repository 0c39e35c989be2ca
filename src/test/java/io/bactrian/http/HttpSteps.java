package io.bactrian.http;

import java.util.List;

import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Steps of this package for tests of other packages. */
public final class HttpSteps {
    private HttpSteps() {
    }

    /** Of requests, with a registry of their own. */
    public static InferenceMeters meters() {
        return new InferenceMeters(new SimpleMeterRegistry());
    }

    /** {@code v2-problem}. */
    public static Processor problem() {
        return new InferenceProblem(new InferenceMeters(new SimpleMeterRegistry()));
    }

    /** All of them, by their names only: nothing stands behind them. */
    public static void bind(Registry registry) {
        bind(registry, null);
    }

    /** The same with what stands behind {@code authorise-inference}. */
    public static void bind(Registry registry, InferenceAccess access) {
        new InferenceSteps(new InferenceModels(null, "", List.of()), null, access,
                new InferenceMeters(new SimpleMeterRegistry()))
                .bind(registry);
    }
}
