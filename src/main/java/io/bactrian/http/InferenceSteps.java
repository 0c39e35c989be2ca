package io.bactrian.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.quarkus.main.events.BeforeConfigure;
import org.apache.camel.spi.Registry;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.tensor.ModelDescription;
import io.bactrian.tensor.ModelDescription.Counted;

/** The steps of the Open Inference Protocol by the names that routes call them; docs/routes.md describes each. */
@Singleton
final class InferenceSteps {
    private static final String NAME = "bactrian";

    private final ServingModels models;
    private final PathModel path;
    private final OnnxEngine engine;
    private final InferenceAccess access;
    private final InferenceMeters meters;
    private final InferenceModels described;

    InferenceSteps(InferenceModels models, OnnxEngine engine, InferenceAccess access, InferenceMeters meters) {
        this.models = models.models();
        this.path = new PathModel(models.models());
        this.engine = engine;
        this.access = access;
        this.meters = meters;
        this.described = models;
    }

    void bind(@Observes BeforeConfigure event, CamelContext context) {
        bind(context.getRegistry());
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
        respond(exchange, 200, ModelDescription.server(NAME, described.serverVersion(), described.extensions()));
    }

    private void ready(Exchange exchange) {
        boolean well = !models.names().isEmpty() && models.names().stream().noneMatch(name -> models.answering(name).isEmpty());
        respond(exchange, well ? 200 : 503, ModelDescription.health(well));
    }

    private void model(Exchange exchange) throws ApiProblem {
        Manifest model = path.select(exchange.getMessage()).serving();
        respond(exchange, 200, ModelDescription.model(model, models.answering(model.name()).keySet()));
    }

    private void modelReady(Exchange exchange) throws ApiProblem {
        String model = path.name(exchange.getMessage());
        boolean well = answers(exchange.getMessage());
        respond(exchange, well ? 200 : 503, ModelDescription.ready(model, well));
    }

    private boolean answers(Message message) throws ApiProblem {
        try {
            path.select(message);
            return true;
        } catch (ModelUnavailable e) {
            return false;
        }
    }

    /** Of one version, of a model's versions that answer, or of all of them. */
    private void statistics(Exchange exchange) throws ApiProblem {
        List<Counted> counted = new ArrayList<>();
        if (exchange.getMessage().getHeader("model") != null) {
            add(counted, path.answering(exchange.getMessage()));
        } else {
            models.names().stream().sorted().forEach(name -> add(counted, models.answering(name)));
        }
        respond(exchange, 200, ModelDescription.statistics(counted));
    }

    private void add(List<Counted> counted, Map<Integer, Manifest> versions) {
        versions.values().forEach(version -> engine.loaded(version).ifPresent(
                loaded -> counted.add(new Counted(version.name(), version.version(), loaded.requests().read()))));
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
