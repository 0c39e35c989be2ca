package io.bactrian.cloud;

import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;

/** What requests to the pool name, and why they are not done. */
final class PoolRequest {
    private PoolRequest() {
    }

    /** The version of the path, also where it was removed. */
    static PoolVersion known(Pool pool, ApiRequest request) throws ApiProblem {
        String model = request.model();
        int version = request.version();
        return pool.card(model, version)
                .orElseThrow(() -> ApiProblem.notFound("there is no " + model + " " + version
                        + " in the pool; of that model it has "
                        + pool.history(model).stream().map(PoolVersion::version).toList()));
    }

    static ApiProblem problem(PoolException reason) {
        int status = switch (reason.kind()) {
            case INVALID -> 400;
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case FULL -> 507;
        };
        return new ApiProblem(status, reason.getMessage());
    }
}
