package io.bactrian.cloud;

import java.io.IOException;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.cloud.training.Training;
import io.bactrian.cloud.training.UnknownTraining;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.steps.CloudSteps;

/** The steps of the route {@code training}. */
@Singleton
final class TrainingSteps {
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();
    private static final int LONGEST_NAME = 100;

    private final Training training;

    TrainingSteps(Training training) {
        this.training = training;
    }

    /** Reads or changes what is trained, and returns the answer. */
    private interface Operation {
        Object run(ApiRequest request) throws ApiProblem, IOException;
    }

    void bind(@Observes CloudSteps cloud) {
        cloud.registry().step("trainings", operation(200, request -> training.status()));
        cloud.registry().step("training", operation(200, request -> training.status(request.model())));
        cloud.registry().step("train", operation(202, request -> training.request(request.model(), by(request))));
    }

    private static Processor operation(int status, Operation operation) {
        return exchange -> {
            try {
                JsonNode answer = JSON.valueToTree(operation.run(new ApiRequest(exchange.getMessage())));
                ControlApi.respond(exchange.getMessage(), status, answer);
            } catch (UnknownTraining e) {
                throw ApiProblem.notFound(e.getMessage());
            }
        };
    }

    private static String by(ApiRequest request) throws ApiProblem {
        JsonNode name = request.body().path("by");
        if (name.isMissingNode()) {
            return "a person";
        }
        if (!name.isTextual() || name.textValue().isBlank() || name.textValue().length() > LONGEST_NAME) {
            throw ApiProblem.badRequest("'by' in the body: expected a name of at most " + LONGEST_NAME + " characters");
        }
        return name.textValue();
    }
}
