package io.bactrian.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;

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

    @Produces
    @Singleton
    @Named("authorise-inference")
    Processor authorise() {
        return exchange -> access.check(HttpHeader.only(exchange.getMessage().getHeaders(), "Authorization"));
    }

    @Produces
    @Singleton
    @Named("v2-server")
    Processor server() {
        return exchange -> JsonResponse.set(exchange.getMessage(), 200,
                ModelDescription.server(NAME, described.serverVersion(), described.extensions()));
    }

    @Produces
    @Singleton
    @Named("v2-live")
    Processor live() {
        return exchange -> JsonResponse.set(exchange.getMessage(), 200, ModelDescription.health(true));
    }

    @Produces
    @Singleton
    @Named("v2-ready")
    Processor ready() {
        return exchange -> {
            boolean well = !models.names().isEmpty()
                    && models.names().stream().noneMatch(name -> models.answering(name).isEmpty());
            JsonResponse.set(exchange.getMessage(), well ? 200 : 503, ModelDescription.health(well));
        };
    }

    @Produces
    @Singleton
    @Named("v2-model-ready")
    Processor modelReady() {
        return exchange -> {
            Message message = exchange.getMessage();
            String model = path.name(message);
            boolean well = answers(message);
            JsonResponse.set(message, well ? 200 : 503, ModelDescription.ready(model, well));
        };
    }

    private boolean answers(Message message) throws ApiProblem {
        try {
            path.select(message);
            return true;
        } catch (ModelUnavailable e) {
            return false;
        }
    }

    @Produces
    @Singleton
    @Named("v2-model")
    Processor model() {
        return exchange -> {
            Message message = exchange.getMessage();
            Manifest described = path.select(message).serving();
            JsonResponse.set(message, 200,
                    ModelDescription.model(described, models.answering(described.name()).keySet()));
        };
    }

    /** Of one version, of a model's versions that answer, or of all of them. */
    @Produces
    @Singleton
    @Named("v2-statistics")
    Processor statistics() {
        return exchange -> {
            Message message = exchange.getMessage();
            List<Counted> counted = new ArrayList<>();
            if (message.getHeader("model") != null) {
                add(counted, path.answering(message));
            } else {
                models.names().stream().sorted().forEach(name -> add(counted, models.answering(name)));
            }
            JsonResponse.set(message, 200, ModelDescription.statistics(counted));
        };
    }

    private void add(List<Counted> counted, Map<Integer, Manifest> versions) {
        versions.values().forEach(version -> engine.loaded(version).ifPresent(
                loaded -> counted.add(new Counted(version.name(), version.version(), loaded.requests().read()))));
    }

    @Produces
    @Singleton
    @Named("v2-request")
    Processor request() {
        return exchange -> {
            String type = HttpHeader.only(exchange.getMessage().getHeaders(), Exchange.CONTENT_TYPE);
            if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
                throw ApiProblem.badRequest("the body is sent as a form; expected Content-Type: application/json, or "
                        + "application/octet-stream with binary tensors");
            }
            InferenceCall.begin(exchange, path.select(exchange.getMessage()));
        };
    }

    @Produces
    @Singleton
    @Named("sample-requested")
    static Predicate sampleRequested() {
        return exchange -> InferenceCall.of(exchange).sample();
    }

    @Produces
    @Singleton
    @Named("v2-sample")
    static Processor sample() {
        return exchange -> InferenceCall.of(exchange).sample(exchange.getMessage(), System.currentTimeMillis());
    }

    @Produces
    @Singleton
    @Named("v2-response")
    Processor response() {
        return exchange -> {
            InferenceCall call = InferenceCall.of(exchange);
            call.respond(exchange.getMessage());
            meters.answered(System.nanoTime() - call.arrival());
        };
    }

    @Produces
    @Singleton
    @Named("v2-problem")
    Processor problem() {
        return new InferenceProblem(meters);
    }
}
