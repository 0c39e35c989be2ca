package io.bactrian.grpc;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.grpc.Calls.Request;
import io.bactrian.grpc.proto.RepositoryIndexRequest;
import io.bactrian.grpc.proto.RepositoryIndexResponse;
import io.bactrian.grpc.proto.RepositoryModelLoadRequest;
import io.bactrian.grpc.proto.RepositoryModelLoadResponse;
import io.bactrian.grpc.proto.RepositoryModelUnloadRequest;
import io.bactrian.grpc.proto.RepositoryModelUnloadResponse;
import io.bactrian.http.Failure;
import io.grpc.Status;

/** Calls of the model repository: as requests of the routes of control over HTTP, whose responses are read. */
final class RepositoryCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRST_ERROR = 400;
    private static final Status OFF = Status.FAILED_PRECONDITION
            .withDescription("control is off; set bactrian.api.token to turn it on, and send that token");

    private RepositoryCalls() {
    }

    static Request index(RepositoryIndexRequest request) {
        return new Request("direct:api-index", JSON.createObjectNode().put("ready", request.getReady()).toString(), Map.of(),
                OFF);
    }

    static Request load(RepositoryModelLoadRequest request) {
        return change("direct:api-load", request.getModelName(), request.getRepositoryName(),
                request.getParametersMap().keySet());
    }

    static Request unload(RepositoryModelUnloadRequest request) {
        return change("direct:api-unload", request.getModelName(), request.getRepositoryName(),
                request.getParametersMap().keySet());
    }

    /** KServe's clients have the model where Triton's have the repository, which is not named here. */
    private static Request change(String route, String model, String repository, Set<String> parameters) {
        String name = model.isEmpty() ? repository : model;
        ObjectNode body = JSON.createObjectNode();
        new TreeSet<>(parameters).forEach(parameter -> body.withObject("/parameters").put(parameter, true));
        return new Request(route, body.toString(), Map.of("model", name), OFF);
    }

    static RepositoryIndexResponse index(Exchange exchange) {
        RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
        for (JsonNode version : read(exchange)) {
            response.addModelsBuilder().setName(version.path("name").asText()).setVersion(version.path("version").asText())
                    .setState(version.path("state").asText()).setReason(version.path("reason").asText());
        }
        return response.build();
    }

    static RepositoryModelLoadResponse loaded(Exchange exchange) {
        return RepositoryModelLoadResponse.newBuilder().setModelName(read(exchange).path("name").asText()).setIsLoaded(true)
                .build();
    }

    static RepositoryModelUnloadResponse unloaded(Exchange exchange) {
        return RepositoryModelUnloadResponse.newBuilder().setModelName(read(exchange).path("name").asText()).setIsUnloaded(true)
                .build();
    }

    private static JsonNode read(Exchange exchange) {
        try {
            JsonNode body = JSON.readTree(exchange.getMessage().getBody(byte[].class));
            int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 500, Integer.class);
            if (status >= FIRST_ERROR) {
                throw Statuses.of(new Failure(status, false, body.path("error").asText()));
            }
            return body;
        } catch (IOException e) {
            throw new IllegalStateException("the routes of control do not respond with JSON", e);
        }
    }
}
