package io.bactrian.infer;

import java.util.Map;
import java.util.function.Function;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.RunListener;
import io.bactrian.model.ServingModels;

/**
 * {@code infer:device-model} runs the model that the message's device has, {@code infer:requested-model} the one that a request
 * is for, {@code infer:NAME} the one named. Takes a {@link io.bactrian.model.ModelInput} as body and leaves a
 * {@link io.bactrian.model.ModelOutput}; a body without data passes through in its place. Of a {@link io.bactrian.model.ModelBatch} it
 * leaves a list of outputs, one a row. Asynchronous: the route goes on on the model's thread.
 */
@Component("infer")
public final class InferComponent extends DefaultComponent {
    private final OnnxEngine engine;
    private final ServingModels models;
    private final Function<Exchange, RunListener> listeners;

    public InferComponent(OnnxEngine engine, ServingModels models) {
        this(engine, models, exchange -> null);
    }

    /** @param listeners who is shown the run of a message; null for nobody. Asked for each message: must be quick */
    public InferComponent(OnnxEngine engine, ServingModels models, Function<Exchange, RunListener> listeners) {
        this.engine = engine;
        this.models = models;
        this.listeners = listeners;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (remaining.isBlank()) {
            throw new IllegalArgumentException(
                    "'" + uri + "' names no model; expected infer:device-model, infer:requested-model or infer:NAME");
        }
        return new InferEndpoint(uri, this, remaining, engine, models, listeners);
    }
}
