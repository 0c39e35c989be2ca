package io.bactrian.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.cloud.deploy.Deployment;
import io.bactrian.cloud.deploy.DeploymentException;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.steps.CloudSteps;

/** The steps of deployments over HTTP. What changes something may take as long as the disk. */
@Singleton
final class DeploySteps {
    private static final String SOMEBODY = "control";

    private final Deployments deployments;
    private final Pool pool;

    DeploySteps(Deployments deployments, Pool pool) {
        this.deployments = deployments;
        this.pool = pool;
    }

    /** Reads or changes deployments, and returns the answer. */
    private interface Operation {
        JsonNode run(ApiRequest request) throws ApiProblem, DeploymentException, PoolException, IOException;
    }

    void bind(@Observes CloudSteps cloud) {
        cloud.registry().step("deployments",
                operation(200, request -> DeploymentJson.all(deployments.list(), deployments.nodes())));
        cloud.registry().step("deployment-history", operation(200, this::history));
        cloud.registry().step("nodes", operation(200, request -> DeploymentJson.nodes(deployments.nodes())));
        cloud.registry().step("deploy", operation(201, this::deploy));
        cloud.registry().step("withdraw", operation(200, request -> answer(
                deployments.withdraw(request.model(), request.version(), by(request), text(request, "reason")))));
        cloud.registry().step("stop-deployment", operation(200, request -> answer(
                deployments.stop(request.model(), request.version(), by(request), text(request, "reason")))));
        cloud.registry().step("promote-stage", operation(200, request -> answer(
                deployments.promoteStage(request.model(), request.version(), by(request)))));
    }

    private static Processor operation(int status, Operation operation) {
        return exchange -> {
            try {
                ControlApi.respond(exchange.getMessage(), status, operation.run(new ApiRequest(exchange.getMessage())));
            } catch (DeploymentException e) {
                throw new ApiProblem(e.unknown() ? 404 : 409, e.getMessage());
            } catch (PoolException e) {
                throw new ApiProblem(e.kind() == PoolException.Kind.UNKNOWN ? 404 : 409, e.getMessage());
            }
        };
    }

    private JsonNode history(ApiRequest request) throws ApiProblem {
        List<Deployment> all = deployments.history(request.model());
        if (all.isEmpty()) {
            throw ApiProblem.notFound("no version of '" + request.model() + "' was ever deployed");
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        all.forEach(one -> list.add(DeploymentJson.detailed(one, deployments.nodes())));
        return list;
    }

    private JsonNode deploy(ApiRequest request) throws ApiProblem, DeploymentException, PoolException, IOException {
        DeploymentJson.Request asked;
        try {
            asked = DeploymentJson.read(request.body());
        } catch (IOException e) {
            throw ApiProblem.badRequest("the body: " + e.getMessage());
        }
        List<Deployment> begun = new ArrayList<>();
        try {
            pool.<DeploymentException>deploying(asked.model(), asked.version(), version -> {
                try {
                    begun.add(deployments.deploy(version, asked.target(), asked.by() == null ? SOMEBODY : asked.by()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return answer(begun.get(0));
    }

    private JsonNode answer(Deployment deployment) {
        return DeploymentJson.detailed(deployment, deployments.nodes());
    }

    private static String by(ApiRequest request) throws ApiProblem {
        String by = text(request, "by");
        return by == null ? SOMEBODY : by;
    }

    /** Null where it is left out. */
    private static String text(ApiRequest request, String name) throws ApiProblem {
        JsonNode value = request.body().path(name);
        if (!value.isMissingNode() && (!value.isTextual() || value.textValue().isBlank() || value.textValue().length() > 500)) {
            throw ApiProblem.badRequest("'" + name + "' in the body: expected a text of at most 500 characters");
        }
        return value.isMissingNode() ? null : value.textValue();
    }
}
