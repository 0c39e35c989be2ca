package io.bactrian.cloud;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;

import io.bactrian.http.ControlAccess;
import io.bactrian.http.ControlApi;
import io.bactrian.steps.CloudSteps;
import io.bactrian.threads.UncaughtErrors;

/** What the cloud's routes have in common. */
@Singleton
final class CommonSteps {
    private final ControlApi api;

    CommonSteps(ControlAccess operators) {
        api = new ControlApi(operators);
    }

    void bind(@Observes CloudSteps cloud) {
        cloud.registry().step("authorise", api::authorise);
        cloud.registry().step("write-problem", ControlApi::writeProblem);
        cloud.registry().step("end-process", exchange -> UncaughtErrors
                .handOverFatal(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }
}
