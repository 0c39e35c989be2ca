package io.bactrian.http;

import java.nio.charset.StandardCharsets;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.threads.UncaughtErrors;

/**
 * What all operations of control have in common: who may, and how answers and problems are written.
 *
 * @param operators who has the token of {@code bactrian.api.token}
 */
public record ControlApi(ControlAccess operators) {
    private static final Logger LOG = Logger.getLogger(ControlApi.class);

    /** A request without the token ends in 401. */
    public void authorise(Exchange exchange) throws ApiProblem {
        if (!operators.allows(new ApiRequest(exchange.getMessage()).header("Authorization"))) {
            throw ApiProblem.unauthorised("bactrian.api.token");
        }
    }

    /** Why a request was not done. A failure of the service is logged and not described to the caller; an error of the machine ends the process. */
    public static void writeProblem(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        UncaughtErrors.handOverOfRequest(cause);
        Message message = exchange.getMessage();
        if (cause instanceof ApiProblem problem) {
            respond(message, problem.status(), error(problem.getMessage()));
            if (problem.status() == 401) {
                message.setHeader("WWW-Authenticate", "Bearer");
            }
        } else {
            LOG.errorf(cause, "A request of the REST interface failed in %s", exchange.getFromRouteId());
            respond(message, 503, error("the service could not do this; its log says why"));
        }
    }

    /** The request's headers are removed; they would be sent back. */
    public static void respond(Message message, int status, JsonNode body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@code {"error": message}} */
    public static JsonNode error(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message);
    }
}
