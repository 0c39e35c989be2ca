package io.bactrian.flow;

import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.JsonResponse;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;

/** An operation on the models; its result becomes the response. It may take seconds. */
final class ModelOperation implements Processor {
    /** Reads, and returns the answer. */
    interface Query {
        JsonNode run(ModelControl models, ApiRequest request) throws ModelConflictException, ApiProblem;
    }

    /** Changes one model; the answer is its state afterwards. */
    interface Command {
        void run(ModelControl models, ApiRequest request) throws ModelConflictException, ApiProblem;
    }

    private final Supplier<ModelControl> models;
    private final Query query;

    ModelOperation(Supplier<ModelControl> models, Query query) {
        this.models = models;
        this.query = query;
    }

    static ModelOperation command(Supplier<ModelControl> models, Command command) {
        return new ModelOperation(models, (control, request) -> {
            command.run(control, request);
            return ModelJson.model(control.status(request.model()));
        });
    }

    @Override
    public void process(Exchange exchange) throws ModelConflictException, ApiProblem {
        JsonResponse.set(exchange.getMessage(), 200, query.run(models.get(), new ApiRequest(exchange.getMessage())));
    }
}
