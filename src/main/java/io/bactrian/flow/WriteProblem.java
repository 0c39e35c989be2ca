package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jboss.logging.Logger;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.JsonResponse;
import io.bactrian.rollout.ModelConflictException;

/** Step {@code write-problem}: why a request was not done, as a status and {@code {"error": …}}. A failure of the service is logged and not described to the caller. */
final class WriteProblem implements Processor {
    private static final Logger LOG = Logger.getLogger(WriteProblem.class);

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (cause instanceof ApiProblem problem) {
            write(exchange, problem.status(), problem.getMessage());
        } else if (cause instanceof ModelConflictException reason) {
            write(exchange, reason.unknown() ? 404 : 409, reason.getMessage());
        } else {
            LOG.errorf(cause, "A request of the REST interface failed in %s", exchange.getFromRouteId());
            write(exchange, 503, "the service could not do this; its log says why");
        }
    }

    private static void write(Exchange exchange, int status, String message) {
        JsonResponse.set(exchange.getMessage(), status, ModelJson.error(message));
        if (status == 401) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
        }
    }
}
