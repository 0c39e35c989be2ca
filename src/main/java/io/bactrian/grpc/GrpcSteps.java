package io.bactrian.grpc;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelReadyResponse;
import io.bactrian.grpc.proto.ServerLiveResponse;
import io.bactrian.grpc.proto.ServerMetadataResponse;
import io.bactrian.grpc.proto.ServerReadyResponse;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.Failure;
import io.bactrian.http.InferenceCall;
import io.bactrian.http.InferenceMeters;
import io.bactrian.http.InferenceModels;
import io.bactrian.http.ModelStatistics;
import io.bactrian.http.PathModel;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.Manifest;
import io.bactrian.spans.MessageTracer;
import io.bactrian.spans.Way;
import io.bactrian.steps.EdgeSteps;
import io.grpc.StatusRuntimeException;

/** The steps of the protocol over gRPC by the names that routes call them; docs/routes.md describes each. */
@Singleton
final class GrpcSteps {
    private static final String RAW = "bactrian.grpc.raw";

    private final InferenceModels described;
    private final PathModel named;
    private final ModelStatistics statistics;
    private final InferenceMeters meters;

    GrpcSteps(InferenceModels models, OnnxEngine engine, InferenceMeters meters) {
        this.described = models;
        this.named = new PathModel(models.models());
        this.statistics = new ModelStatistics(models.models(), engine);
        this.meters = meters;
    }

    void bind(@Observes EdgeSteps edge) {
        bind(edge.registry().registry());
    }

    void bind(Registry registry) {
        step(registry, "grpc-server", this::server);
        step(registry, "grpc-live", exchange -> exchange.getMessage().setBody(
                ServerLiveResponse.newBuilder().setLive(true).build()));
        step(registry, "grpc-ready", exchange -> exchange.getMessage().setBody(
                ServerReadyResponse.newBuilder().setReady(described.ready()).build()));
        step(registry, "grpc-model", this::model);
        step(registry, "grpc-model-ready", exchange -> exchange.getMessage().setBody(
                ModelReadyResponse.newBuilder().setReady(named.answers(exchange.getMessage())).build()));
        step(registry, "grpc-statistics", exchange -> exchange.getMessage().setBody(
                Descriptions.statistics(statistics.of(exchange.getMessage()))));
        step(registry, "grpc-request", this::request);
        step(registry, "grpc-response", this::response);
        step(registry, "grpc-problem", this::problem);
    }

    private static void step(Registry registry, String name, Processor step) {
        registry.bind(name, step);
    }

    private void server(Exchange exchange) {
        exchange.getMessage().setBody(ServerMetadataResponse.newBuilder().setName(InferenceModels.SERVER)
                .setVersion(described.serverVersion()).addAllExtensions(described.extensions()).build());
    }

    private void model(Exchange exchange) throws ApiProblem {
        Manifest model = named.select(exchange.getMessage()).serving();
        exchange.getMessage()
                .setBody(Descriptions.model(model, described.models().answering(model.name()).keySet()));
    }

    private void request(Exchange exchange) throws ApiProblem, InvalidPayloadException {
        Message message = exchange.getMessage();
        ModelInferRequest request = message.getMandatoryBody(ModelInferRequest.class);
        CallContext call = CallContext.of(exchange);
        exchange.setProperty(RAW, request.getRawInputContentsCount() > 0);
        InferenceCall.begin(exchange, named.select(message), RequestDecoder.read(request), call.arrival(), call.deadline(),
                MessageTracer.begin(exchange, Way.GRPC, call.trace(), call.arrival(), null));
    }

    private void response(Exchange exchange) {
        Message message = exchange.getMessage();
        InferenceCall call = InferenceCall.of(exchange);
        boolean raw = exchange.getProperty(RAW, false, Boolean.class);
        message.setBody(ResponseEncoder.write(call, call.answer(message), raw));
        message.removeHeaders("*");
        meters.answered(System.nanoTime() - call.arrival());
    }

    /** Why a call was not answered becomes the body. */
    private void problem(Exchange exchange) {
        StatusRuntimeException status = Statuses.of(Failure.of(exchange));
        meters.failed(status.getStatus().getCode().name());
        exchange.getMessage().setBody(status);
    }
}
