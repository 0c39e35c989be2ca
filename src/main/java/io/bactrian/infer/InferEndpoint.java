package io.bactrian.infer;

import java.util.Set;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.support.DefaultEndpoint;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.ServingModels;

@UriEndpoint(firstVersion = "0.1.0", scheme = "infer", title = "Infer", syntax = "infer:model", producerOnly = true)
final class InferEndpoint extends DefaultEndpoint {
    private static final Set<String> OWN_MODEL = Set.of("device-model", "requested-model");

    private final String model;
    private final OnnxEngine engine;
    private final ServingModels models;

    InferEndpoint(String uri, InferComponent component, String model, OnnxEngine engine, ServingModels models) {
        super(uri, component);
        this.model = model;
        this.engine = engine;
        this.models = models;
    }

    @Override
    public Producer createProducer() {
        return new InferProducer(this, OWN_MODEL.contains(model) ? null : model, engine, models);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("infer: takes messages only (producer); begin the route with another endpoint");
    }
}
