package io.bactrian.grpc;

import java.util.List;

import org.apache.camel.spi.Registry;

import io.bactrian.http.HttpSteps;
import io.bactrian.http.InferenceModels;

/** Steps of this package for tests of other packages. */
public final class GrpcStepNames {
    private GrpcStepNames() {
    }

    /** All of them, by their names only: nothing stands behind them. */
    public static void bind(Registry registry) {
        new GrpcSteps(new InferenceModels(null, "", List.of()), null, HttpSteps.meters()).bind(registry);
    }
}
