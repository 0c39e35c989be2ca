package io.bactrian.http;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import io.bactrian.tensor.ModelDescription;

/** Step {@code v2-problem}: why a request was not answered, as a status and {@code {"error": …}}. */
final class InferenceProblem implements Processor {
    private static final String SECONDS_TO_WAIT = "1";

    private final InferenceMeters meters;

    InferenceProblem(InferenceMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Failure failure = Failure.of(exchange);
        meters.failed(Integer.toString(failure.status()));
        JsonResponse.set(exchange.getMessage(), failure.status(), ModelDescription.error(failure.message()));
        if (failure.status() == 503) {
            exchange.getMessage().setHeader("Retry-After", SECONDS_TO_WAIT);
        } else if (failure.status() == 401) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
        }
    }
}
