package io.bactrian.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.Manifest;
import io.bactrian.model.ServingModels;
import io.bactrian.steps.EdgeSteps;
import io.bactrian.tensor.ModelDescription;

/** The steps of the Open Inference Protocol by the names that routes call them; docs/routes.md describes each. */
@Singleton
final class InferenceSteps {
    private final ServingModels models;
    private final PathModel path;
    private final ModelStatistics statistics;
    private final InferenceAccess access;
    private final InferenceMeters meters;
    private final InferenceModels described;

    InferenceSteps(InferenceModels models, OnnxEngine engine, InferenceAccess access, InferenceMeters meters) {
        this.models = models.models();
        this.path = new PathModel(models.models());
        this.statistics = new ModelStatistics(models.models(), engine);
        this.access = access;
        this.meters = meters;
        this.described = models;
    }

    void bind(@Observes EdgeSteps edge) {
        bind(edge.registry().registry());
    }

    void bind(Registry registry) {
        step(registry, "authorise-inference", this::authorise);
        step(registry, "v2-server", this::server);
        step(registry, "v2-live", exchange -> respond(exchange, 200, ModelDescription.health(true)));
        step(registry, "v2-ready", this::ready);
        step(registry, "v2-model", this::model);
        step(registry, "v2-model-ready", this::modelReady);
        step(registry, "v2-statistics", this::statistics);
        step(registry, "v2-request", this::request);
        step(registry, "v2-sample", InferenceSteps::sample);
        step(registry, "v2-response", this::response);
        step(registry, "v2-problem", new InferenceProblem(meters));
        registry.bind("sample-requested", (Predicate) exchange -> InferenceCall.of(exchange).sample());
    }

    private static void step(Registry registry, String name, Processor step) {
        registry.bind(name, step);
    }

    private static void respond(Exchange exchange, int status, byte[] json) {
        JsonResponse.set(exchange.getMessage(), status, json);
    }

    private void authorise(Exchange exchange) throws ApiProblem {
        access.check(HttpHeader.only(exchange.getMessage().getHeaders(), "Authorization"));
    }

    private void server(Exchange exchange) {
        respond(exchange, 200,
                ModelDescription.server(InferenceModels.SERVER, described.serverVersion(), described.extensions()));
    }

    private void ready(Exchange exchange) {
        boolean well = described.ready();
        respond(exchange, well ? 200 : 503, ModelDescription.health(well));
    }

    private void model(Exchange exchange) throws ApiProblem {
        Manifest model = path.select(exchange.getMessage()).serving();
        respond(exchange, 200, ModelDescription.model(model, models.answering(model.name()).keySet()));
    }

    private void modelReady(Exchange exchange) throws ApiProblem {
        String model = path.name(exchange.getMessage());
        boolean well = path.answers(exchange.getMessage());
        respond(exchange, well ? 200 : 503, ModelDescription.ready(model, well));
    }

    /** Of one version, of a model's versions that answer, or of all of them. */
    private void statistics(Exchange exchange) throws ApiProblem {
        respond(exchange, 200, ModelDescription.statistics(statistics.of(exchange.getMessage())));
    }

    private void request(Exchange exchange) throws ApiProblem {
        String type = HttpHeader.only(exchange.getMessage().getHeaders(), Exchange.CONTENT_TYPE);
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            throw ApiProblem.badRequest("the body is sent as a form; expected Content-Type: application/json, or "
                    + "application/octet-stream with binary tensors");
        }
        InferenceCall.begin(exchange, path.select(exchange.getMessage()));
    }

    private static void sample(Exchange exchange) {
        InferenceCall.of(exchange).sample(exchange.getMessage(), System.currentTimeMillis());
    }

    private void response(Exchange exchange) {
        InferenceCall call = InferenceCall.of(exchange);
        call.respond(exchange.getMessage());
        meters.answered(System.nanoTime() - call.arrival());
    }
}
