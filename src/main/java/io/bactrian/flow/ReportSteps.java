package io.bactrian.flow;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;
import io.bactrian.steps.StepRegistry;

/** The steps of training reports: read with the token, or by a link that is made with it. */
@Singleton
final class ReportSteps {
    private static final String PATH = "/bactrian/reports/";

    private final ModelControl models;
    private final ReportLinks links;

    @Inject
    ReportSteps(ModelControl models) {
        this(models, new ReportLinks(System::nanoTime));
    }

    ReportSteps(ModelControl models, ReportLinks links) {
        this.models = models;
        this.links = links;
    }

    void bind(StepRegistry steps) {
        steps.step("training-report",
                exchange -> TrainingReport.respond(exchange.getMessage(), TrainingReport.read(version(exchange))));
        steps.step("link-report", this::link);
        steps.step("linked-report", this::linked);
    }

    private VersionFiles version(Exchange exchange) throws ApiProblem, ModelConflictException {
        ApiRequest request = new ApiRequest(exchange.getMessage());
        return models.files(request.model(), request.version());
    }

    private void link(Exchange exchange) throws ApiProblem, ModelConflictException {
        VersionFiles version = version(exchange);
        TrainingReport.read(version);
        ControlApi.respond(exchange.getMessage(), 200, JsonNodeFactory.instance.objectNode()
                .put("path", PATH + links.add(version)).put("seconds", ReportLinks.VALID.toSeconds()));
    }

    private void linked(Exchange exchange) throws ApiProblem {
        VersionFiles version = links.find(new ApiRequest(exchange.getMessage()).parameter("link"))
                .orElseThrow(() -> ApiProblem.notFound("this link is over; open the report from its model again"));
        TrainingReport.respond(exchange.getMessage(), TrainingReport.read(version));
    }
}
