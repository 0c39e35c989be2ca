package io.bactrian.ops;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.commons.codec.digest.DigestUtils;

import io.bactrian.http.DeviceTokens;
import io.bactrian.ops.http.RequestRate;
import io.bactrian.tensor.ModelDescription;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** In front of all routes of HTTP and gRPC but health and metrics: refuses a client that sends more than it may. Off by default. */
@Singleton
final class RateLimit {
    private static final int FIRST = Integer.MIN_VALUE + 1;
    private static final int TOO_MANY = 429;
    private static final String OBSERVED = "/observe/";
    private static final String GRPC = "application/grpc";
    private static final String SECONDS_TO_WAIT = "1";

    private final int perSecond;
    private final RequestRate rate;
    private final Tokens tokens;
    private final Counter refused;

    RateLimit(Settings settings, Tokens tokens, MeterRegistry registry) {
        this.perSecond = settings.configuration().http().requestsPerSecond();
        this.rate = new RequestRate(perSecond, System::nanoTime);
        this.tokens = tokens;
        this.refused = Counter.builder("bactrian.http.rate.limited")
                .description("Requests refused because their client sent more than it may").register(registry);
    }

    void install(@Observes Router router) {
        if (perSecond > 0) {
            router.route().order(FIRST).handler(this::check);
        }
    }

    private void check(RoutingContext request) {
        if (request.request().path().startsWith(OBSERVED) || rate.allows(client(request))) {
            request.next();
            return;
        }
        refused.increment();
        String message = "more than " + perSecond
                + " requests a second (bactrian.http.requests-per-second); send it again later";
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith(GRPC)) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, GRPC)
                    .putHeader("grpc-status", Integer.toString(Status.Code.RESOURCE_EXHAUSTED.value()))
                    .putHeader("grpc-message", message).putHeader("grpc-retry-pushback-ms", "1000").end();
        } else {
            request.response().setStatusCode(TOO_MANY).putHeader(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(Buffer.buffer(ModelDescription.error(message)));
        }
    }

    /** Who invents tokens is told by the address all the same. */
    private String client(RoutingContext request) {
        String authorization = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && known(authorization)
                ? HexFormat.of().formatHex(DigestUtils.sha256(authorization.getBytes(StandardCharsets.UTF_8)))
                : request.request().remoteAddress().hostAddress();
    }

    private boolean known(String authorization) {
        DeviceTokens devices = tokens.devices().tokens();
        return tokens.inference().tokens().isIn(authorization) || tokens.control().tokens().isIn(authorization)
                || devices != null && devices.has(authorization);
    }
}
