package io.bactrian.infer;

import java.util.Set;
import java.util.function.Function;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultEndpoint;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelBatch;
import io.bactrian.model.ModelInput;
import io.bactrian.model.RunListener;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

@UriEndpoint(firstVersion = "0.1.0", scheme = "infer", title = "Infer", syntax = "infer:model", producerOnly = true)
final class InferEndpoint extends DefaultEndpoint {
    private static final Set<String> OWN_MODEL = Set.of("device-model", "requested-model");

    private final String fixedModel;
    private final OnnxEngine engine;
    private final ServingModels models;
    private final Function<Exchange, RunListener> listeners;

    InferEndpoint(String uri, InferComponent component, String model, OnnxEngine engine, ServingModels models,
            Function<Exchange, RunListener> listeners) {
        super(uri, component);
        this.fixedModel = OWN_MODEL.contains(model) ? null : model;
        this.engine = engine;
        this.models = models;
        this.listeners = listeners;
    }

    @Override
    public Producer createProducer() {
        return new DefaultAsyncProducer(this) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return submit(exchange, callback);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("infer: takes messages only (producer); begin the route with another endpoint");
    }

    private boolean submit(Exchange exchange, AsyncCallback callback) {
        try {
            if (exchange.getMessage().getBody() instanceof ModelBatch batch) {
                submit(batch, exchange, callback);
                return false;
            }
            ModelInput input = exchange.getMessage().getMandatoryBody(ModelInput.class);
            engine.submit(version(input), input, listeners.apply(exchange), (output, failure) -> {
                if (failure != null) {
                    exchange.setException(failure);
                } else if (output != null) {
                    exchange.getMessage().setBody(output);
                }
                callback.done(false);
            });
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private void submit(ModelBatch batch, Exchange exchange, AsyncCallback callback) {
        if (fixedModel != null && !fixedModel.equals(batch.model().name())) {
            throw new BadInput(ErrorCode.WRONG_SHAPE, "the route sends to model '" + fixedModel + "' what is for model '"
                    + batch.model().name() + "'; expected infer:requested-model");
        }
        engine.submit(batch.model(), batch.rows(), (outputs, failure) -> {
            if (failure != null) {
                exchange.setException(failure);
            } else {
                exchange.getMessage().setBody(outputs);
            }
            callback.done(false);
        });
    }

    private Manifest version(ModelInput input) {
        if (fixedModel == null || fixedModel.equals(input.model().name())) {
            return input.model();
        }
        Manifest manifest = models.choose(fixedModel, input.orderKey(), null).map(VersionSelection::serving)
                .orElseThrow(() -> new BadInput(ErrorCode.UNKNOWN_MODEL,
                        "the route sends to model '" + fixedModel + "', which is not in the models folder"));
        if (!manifest.sameForm(input.model())) {
            throw new BadInput(ErrorCode.WRONG_SHAPE, "the route sends to model '" + fixedModel
                    + "', whose features or window are not those of the device's model '" + input.model().name() + "'");
        }
        return manifest;
    }
}
