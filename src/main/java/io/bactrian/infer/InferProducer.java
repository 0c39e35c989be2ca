package io.bactrian.infer;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelBatch;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

final class InferProducer extends DefaultAsyncProducer {
    private final String fixedModel;
    private final OnnxEngine engine;
    private final ServingModels models;

    /** @param fixedModel the model to run, or null for the device's own */
    InferProducer(InferEndpoint endpoint, String fixedModel, OnnxEngine engine, ServingModels models) {
        super(endpoint);
        this.fixedModel = fixedModel;
        this.engine = engine;
        this.models = models;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            if (exchange.getMessage().getBody() instanceof ModelBatch batch) {
                submit(batch, exchange, callback);
                return false;
            }
            ModelInput input = exchange.getMessage().getMandatoryBody(ModelInput.class);
            engine.submit(version(input), input, (output, failure) -> {
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
