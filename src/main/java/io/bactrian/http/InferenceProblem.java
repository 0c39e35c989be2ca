package io.bactrian.http;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jboss.logging.Logger;

import io.bactrian.infer.batch.DeadlineExceeded;
import io.bactrian.infer.batch.QueueFull;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.spool.SpoolClosedException;
import io.bactrian.spool.SpoolFullException;
import io.bactrian.telemetry.BadInput;
import io.bactrian.tensor.InvalidRequest;
import io.bactrian.tensor.ModelDescription;

/**
 * Step {@code v2-problem}: why a request was not answered, as a status and {@code {"error": …}}. A failure that is neither the request's
 * nor a known one of the service is logged and not described to the client.
 */
final class InferenceProblem implements Processor {
    private static final Logger LOG = Logger.getLogger(InferenceProblem.class);
    private static final String SECONDS_TO_WAIT = "1";

    private final InferenceMeters meters;

    InferenceProblem(InferenceMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (cause instanceof ApiProblem problem) {
            write(exchange, problem.status(), problem.getMessage());
            if (problem.status() == 503) {
                exchange.getMessage().setHeader("Retry-After", SECONDS_TO_WAIT);
            }
        } else if (cause instanceof InvalidRequest || cause instanceof BadInput) {
            write(exchange, 400, cause.getMessage());
        } else if (cause instanceof QueueFull || cause instanceof ModelUnavailable || cause instanceof SpoolFullException
                || cause instanceof SpoolClosedException) {
            write(exchange, 503, cause.getMessage());
            exchange.getMessage().setHeader("Retry-After", SECONDS_TO_WAIT);
        } else if (cause instanceof DeadlineExceeded) {
            write(exchange, 504, cause.getMessage());
        } else {
            LOG.errorf(cause, "An inference request failed in %s", exchange.getFromRouteId());
            write(exchange, 500, "the service could not do this; its log says why");
        }
    }

    private void write(Exchange exchange, int status, String message) {
        meters.failed(status);
        JsonResponse.set(exchange.getMessage(), status, ModelDescription.error(message));
        if (status == 401) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
        }
    }
}
