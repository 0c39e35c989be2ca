package io.bactrian.cloud;

import java.io.IOException;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.cloud.pool.DeployedVersions;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.http.Downloads;
import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.StepRegistry;

/** The steps of the pool's routes, but for those that move archives. What changes the pool may take as long as the disk. */
@Singleton
final class PoolSteps {
    private static final int MOST_KEPT = 1_000_000;

    private final Pool pool;
    private final ArchiveAccess access;
    private final ArchiveSteps archives;
    private final Instance<DeployedVersions> deployed;

    PoolSteps(Pool pool, ArchiveAccess access, Downloads downloads, Uploads uploads, Instance<DeployedVersions> deployed) {
        this.pool = pool;
        this.access = access;
        this.archives = new ArchiveSteps(pool, downloads, uploads);
        this.deployed = deployed;
    }

    /** Reads or changes the pool, and returns the answer. */
    private interface Operation {
        JsonNode run(ApiRequest request) throws ApiProblem, PoolException, IOException;
    }

    void bind(@Observes CloudSteps cloud) {
        StepRegistry steps = cloud.registry();
        steps.step("authorise-archive",
                exchange -> access.check(new ApiRequest(exchange.getMessage()).header("Authorization")));
        steps.step("pool-index",
                operation(request -> PoolJson.pool(pool.list(), pool.key().orElse(null), pool.bytes())));
        steps.step("pool-model", operation(this::model));
        steps.step("pool-version", operation(request -> version(known(request))));
        steps.step("pool-card", operation(request -> PoolJson.card(known(request).card())));
        steps.step("pool-approve", operation(
                request -> version(pool.approve(request.model(), request.version(), text(request, "by")))));
        steps.step("pool-remove", operation(request -> version(
                pool.remove(request.model(), request.version(), deployed(), request.query("by")))));
        steps.step("pool-remove-old", operation(request -> PoolJson.model(request.model(),
                pool.removeOld(request.model(), keep(request), deployed(), text(request, "by")))));
        steps.step("pool-archive", archives::download);
        steps.step("pool-upload", archives.upload());
    }

    private static Processor operation(Operation operation) {
        return exchange -> {
            try {
                ControlApi.respond(exchange.getMessage(), 200, operation.run(new ApiRequest(exchange.getMessage())));
            } catch (PoolException e) {
                throw PoolRequest.problem(e);
            }
        };
    }

    private JsonNode model(ApiRequest request) throws ApiProblem {
        if (pool.history(request.model()).isEmpty()) {
            throw ApiProblem.notFound("there is no model '" + request.model() + "' in the pool; its models are "
                    + pool.list().stream().map(PoolVersion::model).distinct().toList());
        }
        return PoolJson.model(request.model(), pool.history(request.model()));
    }

    private PoolVersion known(ApiRequest request) throws ApiProblem {
        return PoolRequest.known(pool, request);
    }

    private JsonNode version(PoolVersion version) {
        return PoolJson.version(version, version.removed() ? null : pool.obstacle(version).orElse(null),
                deployed().nodes(version.model(), version.version()));
    }

    /** Without the part that deploys, nothing is deployed. */
    private DeployedVersions deployed() {
        return deployed.isResolvable() ? deployed.get() : DeployedVersions.NONE;
    }

    private static String text(ApiRequest request, String name) throws ApiProblem {
        JsonNode value = request.body().path(name);
        if (!value.isTextual()) {
            throw ApiProblem.badRequest("'" + name + "' in the body is missing, or is no text; expected {\"" + name + "\": …}");
        }
        return value.textValue();
    }

    private static int keep(ApiRequest request) throws ApiProblem {
        JsonNode value = request.body().path("keep");
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0 || value.intValue() > MOST_KEPT) {
            throw ApiProblem.badRequest("'keep' in the body: expected how many versions are kept, a whole number from 0 on");
        }
        return value.intValue();
    }
}
