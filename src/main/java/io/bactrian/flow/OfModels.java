package io.bactrian.flow;

import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;

/** A step that asks something of the models; what they say becomes the body. It may take seconds. */
final class OfModels implements Processor {
    /** What is asked, and the answer. */
    interface Question {
        JsonNode ask(ModelControl models, ApiRequest request) throws ModelConflictException, ApiProblem;
    }

    /** What is to be done with one model; the answer is its state afterwards. */
    interface Deed {
        void ask(ModelControl models, ApiRequest request) throws ModelConflictException, ApiProblem;
    }

    private final Supplier<ModelControl> models;
    private final Question question;

    OfModels(Supplier<ModelControl> models, Question question) {
        this.models = models;
        this.question = question;
    }

    static OfModels deed(Supplier<ModelControl> models, Deed deed) {
        return new OfModels(models, (control, request) -> {
            deed.ask(control, request);
            return ModelJson.model(control.status(request.model()));
        });
    }

    @Override
    public void process(Exchange exchange) throws ModelConflictException, ApiProblem {
        exchange.getMessage().setBody(question.ask(models.get(), new ApiRequest(exchange.getMessage())));
    }
}
