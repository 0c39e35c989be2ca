package io.bactrian.ops.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * In front of all routes of the HTTP server: bodies that do not fit an eighth of the heap together are refused with 503 before they are
 * read, and what the server refuses by itself (a body that is too long, another method) is said as JSON as everything else.
 */
@Singleton
final class RequestLimits {
    private static final int FIRST = Integer.MIN_VALUE + 2;
    private static final int TOO_LARGE = 413;
    private static final int OTHER_METHOD = 405;
    private static final int UNAVAILABLE = 503;
    private static final int BAD_REQUEST = 400;
    private static final int OTHER_ENCODING = 415;

    private final BodyBudget budget = BodyBudget.ofHeap();
    private final Counter refused;
    private final long mostOfOne;

    RequestLimits(MeterRegistry registry, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize mostOfOne) {
        this.mostOfOne = mostOfOne.asLongValue();
        refused = Counter.builder("bactrian.http.refused")
                .description("Requests refused because bodies under way took all room")
                .register(registry);
        Gauge.builder("bactrian.http.body.bytes", budget, BodyBudget::held)
                .description("Room taken by bodies of requests under way")
                .register(registry);
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::reserve);
        router.route().order(FIRST + 1).failureHandler(this::failed);
        router.errorHandler(OTHER_METHOD, failed -> respond(failed, OTHER_METHOD,
                failed.request().method() + " is not for " + failed.normalizedPath()));
    }

    /** A client that has gone is told nothing, and is no failure of the service. */
    private void failed(RoutingContext context) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        if (context.statusCode() == TOO_LARGE) {
            tooLarge(context);
        } else if (context.failure() instanceof DecompressionException) {
            respond(context, BAD_REQUEST, "the body cannot be decompressed as its Content-Encoding says");
        } else {
            context.next();
        }
    }

    /** What is compressed, or comes in chunks, may become as long as a body may. */
    private void reserve(RoutingContext context) {
        String unknown = context.request().getHeader(Http1Requests.UNKNOWN_ENCODING);
        long bytes = bytes(context.request());
        if (unknown != null) {
            respond(context, OTHER_ENCODING, "Content-Encoding is '" + unknown + "'; expected gzip, deflate, or none");
        } else if (bytes > mostOfOne) {
            tooLarge(context);
            context.request().resume(); // the rest is read and dropped: to close in its midst might lose the response
        } else if (bytes == 0 || context.request().version() == HttpVersion.HTTP_2) { // whose bodies are counted as they come
            context.next();
        } else if (budget.reserve(bytes)) {
            context.addEndHandler(ended -> budget.release(bytes));
            context.next();
        } else {
            refused.increment();
            context.response().putHeader(HttpHeaderNames.RETRY_AFTER, "1").putHeader(HttpHeaderNames.CONNECTION, "close");
            respond(context, UNAVAILABLE, "the bodies of other requests take all room at the moment; send it again");
        }
    }

    private void tooLarge(RoutingContext context) {
        respond(context, TOO_LARGE, "the body is longer than the " + mostOfOne
                + " bytes that quarkus.http.limits.max-body-size allows");
    }

    private long bytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        boolean open = request.getHeader(HttpHeaderNames.TRANSFER_ENCODING) != null
                || request.getHeader(HttpHeaderNames.CONTENT_ENCODING) != null;
        if (open || length == null) {
            return open ? mostOfOne : 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return mostOfOne;
        }
    }

    private static void respond(RoutingContext context, int status, String message) {
        if (!context.response().ended()) {
            context.response().setStatusCode(status).putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .end(Buffer.buffer("{\"error\":\"" + message.replaceAll("[\\\\\"\\p{Cntrl}]", "?") + "\"}"));
        }
    }
}
