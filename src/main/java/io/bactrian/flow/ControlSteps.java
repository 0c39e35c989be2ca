package io.bactrian.flow;

import java.util.Set;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.http.ControlAccess;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;
import io.bactrian.rollout.ModelEvent;

/** The steps of the REST interface and of the events. An operation on the models may take seconds. */
@Singleton
final class ControlSteps {
    private static final Logger LOG = Logger.getLogger(ControlSteps.class);
    /** What a topic's level cannot hold; a record that can never be sent would block all that follow. */
    private static final Pattern NO_TOPIC = Pattern.compile("[+#/\\p{Cntrl}\\p{Cs}]");

    private final ModelControl models;
    private final ControlAccess access;

    ControlSteps(ModelControl models, ControlAccess access) {
        this.models = models;
        this.access = access;
    }

    /** Reads, and returns the answer. */
    private interface Query {
        JsonNode run(ApiRequest request) throws ModelConflictException, ApiRequest.Problem;
    }

    /** Changes one model; the answer is its state afterwards. */
    private interface Command {
        void run(ApiRequest request) throws ModelConflictException, ApiRequest.Problem;
    }

    void bind(StepRegistry steps) {
        steps.step("authorise", this::authorise);
        steps.step("index", query(request -> ModelJson.index(models.status(), request.flag("ready"))));
        steps.step("models", query(request -> ModelJson.models(models.status())));
        steps.step("model", query(request -> ModelJson.model(models.status(request.model()))));
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

    /** A request without the token ends in 401. */
    void authorise(Exchange exchange) throws ApiRequest.Problem {
        if (!access.allows(new ApiRequest(exchange.getMessage()).header("Authorization"))) {
            throw new ApiRequest.Problem(401,
                    "expected the header 'Authorization: Bearer TOKEN' with the token of bactrian.api.token");
        }
    }

    private static Processor query(Query query) {
        return exchange -> respond(exchange.getMessage(), 200, query.run(new ApiRequest(exchange.getMessage())));
    }

    private Processor command(Command command) {
        return query(request -> {
            command.run(request);
            return ModelJson.model(models.status(request.model()));
        });
    }

    /** Why a request was not done. A failure of the service is logged and not described to the caller. */
    private static void writeProblem(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Message message = exchange.getMessage();
        if (cause instanceof ApiRequest.Problem problem) {
            respond(message, problem.status(), ModelJson.error(problem.getMessage()));
            if (problem.status() == 401) {
                message.setHeader("WWW-Authenticate", "Bearer");
            }
        } else if (cause instanceof ModelConflictException conflict) {
            respond(message, conflict.unknown() ? 404 : 409, ModelJson.error(conflict.getMessage()));
        } else {
            LOG.errorf(cause, "A request of the REST interface failed in %s", exchange.getFromRouteId());
            respond(message, 503, ModelJson.error("the service could not do this; its log says why"));
        }
    }

    /** The request's headers are removed; they would be sent back. */
    static void respond(Message message, int status, JsonNode body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(ModelJson.bytes(body));
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
