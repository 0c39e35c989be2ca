package io.bactrian.flow;

import java.util.Set;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.ControlApi;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.steps.StepRegistry;

/** The steps of the REST interface and of the events. An operation on the models may take seconds. */
@Singleton
final class ControlSteps {
    /** What a topic's level cannot hold; a record that can never be sent would block all that follow. */
    private static final Pattern NO_TOPIC = Pattern.compile("[+#/\\p{Cntrl}\\p{Cs}]");

    private final ModelControl models;
    private final ControlApi api;

    ControlSteps(ModelControl models, ControlAccess access) {
        this.models = models;
        this.api = new ControlApi(access);
    }

    /** Reads, and returns the answer. */
    private interface Query {
        JsonNode run(ApiRequest request) throws ModelConflictException, ApiProblem;
    }

    /** Changes one model; the answer is its state afterwards. */
    private interface Command {
        void run(ApiRequest request) throws ModelConflictException, ApiProblem;
    }

    void bind(StepRegistry steps) {
        steps.step("authorise", api::authorise);
        steps.step("index", query(request -> ModelJson.index(models.status(), request.flag("ready"))));
        steps.step("models", query(request -> ModelJson.models(models.status())));
        steps.step("model", query(request -> ModelJson.model(models.status(request.model()))));
        steps.step("lifecycle", query(request -> new LifecycleJson(models).of(request.model())));
        steps.step("load", command(request -> {
            request.allowParameters(Set.of());
            models.load(request.model());
        }));
        steps.step("unload", command(request -> {
            request.allowParameters(Set.of("unload_dependents"));
            models.unload(request.model());
        }));
        steps.step("promote", command(request -> models.promote(request.model(), request.version())));
        steps.step("roll-back", command(request -> models.rollBack(request.model(), request.version())));
        steps.step("shadow", command(request -> models.shadow(request.model(), request.version())));
        steps.step("write-problem", ControlSteps::writeProblem);
        steps.expression("event-topic", ControlSteps::eventTopic);
        steps.step("model-event", ControlSteps::encodeEvent);
    }

    private static Processor query(Query query) {
        return exchange -> ControlApi.respond(exchange.getMessage(), 200, query.run(new ApiRequest(exchange.getMessage())));
    }

    private Processor command(Command command) {
        return query(request -> {
            command.run(request);
            return ModelJson.model(models.status(request.model()));
        });
    }

    /** Why a request was not done. */
    private static void writeProblem(Exchange exchange) {
        if (exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class) instanceof ModelConflictException conflict) {
            ControlApi.respond(exchange.getMessage(), conflict.unknown() ? 404 : 409,
                    ControlApi.error(conflict.getMessage()));
        } else {
            ControlApi.writeProblem(exchange);
        }
    }

    /** Null for a body that {@link #encodeEvent} refuses. */
    private static String eventTopic(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof ModelEvent event
                ? eventTopic(event.model())
                : null;
    }

    static String eventTopic(String model) {
        return "bactrian/models/" + NO_TOPIC.matcher(model).replaceAll("_") + "/events";
    }

    private static void encodeEvent(Exchange exchange) throws InvalidPayloadException {
        ModelEvent event = exchange.getMessage().getMandatoryBody(ModelEvent.class);
        exchange.getMessage().setBody(ModelJson.bytes(ModelJson.event(event)));
    }
}
