package io.bactrian.http;

import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.jboss.logging.Logger;

import io.bactrian.infer.batch.DeadlineExceeded;
import io.bactrian.infer.batch.QueueFull;
import io.bactrian.infer.batch.RequestCancelled;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.spool.SpoolClosedException;
import io.bactrian.spool.SpoolFullException;
import io.bactrian.telemetry.BadInput;
import io.bactrian.tensor.InvalidRequest;
import io.bactrian.threads.UncaughtErrors;

/**
 * Why a request was not answered.
 *
 * @param status  the HTTP status that says so; {@link #CLIENT_GONE} where nobody is told
 * @param full    whether it is for want of room
 * @param message for the client
 */
public record Failure(int status, boolean full, String message) {
    /** As some servers log it; there is no such status in HTTP. */
    public static final int CLIENT_GONE = 499;

    private static final Logger LOG = Logger.getLogger(Failure.class);

    /**
     * What ended an exchange; an error of the machine ends the process. What is neither the request's failure nor a known one of the
     * service is logged, and not described to the client.
     */
    public static Failure of(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        UncaughtErrors.handOverOfRequest(cause);
        if (cause instanceof ApiProblem problem) {
            return new Failure(problem.status(), false, problem.getMessage());
        }
        if (cause instanceof InvalidRequest || cause instanceof BadInput) {
            return new Failure(400, false, cause.getMessage());
        }
        if (cause instanceof QueueFull || cause instanceof SpoolFullException) {
            return new Failure(503, true, cause.getMessage());
        }
        if (cause instanceof ModelUnavailable || cause instanceof SpoolClosedException) {
            return new Failure(503, false, cause.getMessage());
        }
        if (cause instanceof DirectConsumerNotAvailableException) {
            return new Failure(503, false,
                    "a route of this request is not running, as while its file is replaced; send it again");
        }
        if (cause instanceof DeadlineExceeded) {
            return new Failure(504, false, cause.getMessage());
        }
        if (cause instanceof RequestCancelled) {
            return new Failure(CLIENT_GONE, false, cause.getMessage());
        }
        LOG.errorf(cause, "A request failed in %s", exchange.getFromRouteId());
        return new Failure(500, false, "the service could not do this; its log says why");
    }
}
