package io.bactrian.cloud;

import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.http.ApiRequest;

/** What requests to the pool name, and why they are not done. */
final class PoolRequest {
    private PoolRequest() {
    }

    /** The version of the path, also where it was removed. */
    static PoolVersion known(Pool pool, ApiRequest request) throws ApiRequest.Problem {
        String model = request.model();
        int version = request.version();
        return pool.card(model, version)
                .orElseThrow(() -> new ApiRequest.Problem(404, "there is no " + model + " " + version
                        + " in the pool; of that model it has "
                        + pool.history(model).stream().map(PoolVersion::version).toList()));
    }

    /** A parameter of the query; null where there is none. */
    static String query(ApiRequest request, String name) throws ApiRequest.Problem {
        Object value = request.message().getHeader(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw ApiRequest.badRequest("'" + name + "' is given more than once; expected it once, in the query");
    }

    static ApiRequest.Problem problem(PoolException reason) {
        int status = switch (reason.kind()) {
            case INVALID -> 400;
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case FULL -> 507;
        };
        return new ApiRequest.Problem(status, reason.getMessage());
    }
}
