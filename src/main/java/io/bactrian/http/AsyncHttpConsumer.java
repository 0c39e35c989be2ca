package io.bactrian.http;

import java.util.List;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

import io.bactrian.threads.UncaughtErrors;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;

/**
 * Begins a request on a thread of the worker pool, as steps may take their time, and lets go of it when the route goes on elsewhere, as
 * at {@code infer:} and {@code spool:}. A short request for inference begins on the event loop that has read it: its steps up to
 * {@code infer:} take less time than to wake another thread. The stock consumer keeps the thread until the route has ended. The response
 * is written on the connection's event loop. Forms go the stock way. With {@code useBodyHandler=false} the body is a
 * {@link RequestBody}, to be read as it comes.
 */
final class AsyncHttpConsumer extends VertxPlatformHttpConsumer {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)\\}");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PARTS = "multipart/form-data";

    private final boolean isInference;
    private final String router;
    private Route early;

    AsyncHttpConsumer(PlatformHttpEndpoint endpoint, Processor processor, List<Handler<RoutingContext>> handlers,
            String router) {
        super(endpoint, processor, handlers, router);
        isInference = endpoint.getPath().startsWith("/v2/models/") && endpoint.getPath().endsWith("/infer");
        this.router = router;
    }

    /** What reads its body itself comes before the bounds of bodies that are read into memory. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!getEndpoint().isUseBodyHandler()) {
            early = VertxPlatformHttpRouter.lookup(getEndpoint().getCamelContext(), router)
                    .route(PARAMETER.matcher(getEndpoint().getPath()).replaceAll(":$1")).order(Integer.MIN_VALUE);
            Method.parseList(getEndpoint().getHttpMethodRestrict())
                    .forEach(method -> early.method(HttpMethod.valueOf(method.name())));
            early.handler(this::handleRequest);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (early != null) {
            early.remove();
            early = null;
        }
        super.doStop();
    }

    @Override
    protected void handleRequest(RoutingContext request) {
        String type = request.request().getHeader(Exchange.CONTENT_TYPE);
        boolean streamed = !getEndpoint().isUseBodyHandler();
        if (isSuspended() || getEndpoint().isHttpProxy()
                || !streamed && type != null && (type.startsWith(FORM) || type.startsWith(PARTS))) {
            super.handleRequest(request);
            return;
        }
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        ClientPresence client = new ClientPresence();
        client.attach(exchange);
        request.addEndHandler(ended -> client.left());
        Context loop = request.vertx().getOrCreateContext();
        RequestBody body = streamed ? new RequestBody(request) : null;
        if (streamed) {
            request.addEndHandler(ended -> body.drop());
        }
        processHttpRequest(exchange, request).onComplete(read -> {
            if (read.failed()) {
                failed(request, exchange, read.cause());
            } else if (isInference && request.body().length() <= AsyncHttpEngine.MOST_ON_EVENT_LOOP) {
                processOnLoop(request, exchange, loop);
            } else {
                if (streamed) {
                    exchange.getMessage().setBody(body);
                }
                request.vertx().executeBlocking(() -> process(request, exchange, loop), false)
                        .onFailure(cause -> failed(request, exchange, cause));
            }
        });
    }

    private void processOnLoop(RoutingContext request, Exchange exchange, Context loop) {
        try {
            process(request, exchange, loop);
        } catch (Exception e) {
            failed(request, exchange, e);
        } catch (Error e) { // Camel lets it pass
            UncaughtErrors.handOverOfRequest(e);
            throw e;
        }
    }

    private Void process(RoutingContext request, Exchange exchange, Context loop) throws Exception {
        createUoW(exchange);
        getAsyncProcessor().process(exchange, synchronous -> {
            if (!exchange.isFailed() && exchange.getMessage().getBody() instanceof ResponseStream stream) {
                loop.runOnContext(ended -> begin(request, exchange, stream));
                return;
            }
            byte[] body = exchange.isFailed() ? null : exchange.getMessage().getBody(byte[].class);
            loop.runOnContext(ended -> respond(request, exchange, body));
        });
        return null;
    }

    private void begin(RoutingContext request, Exchange exchange, ResponseStream stream) {
        request.response().headers().remove(HttpHeaderNames.CONTENT_ENCODING);
        stream.begin(request);
        complete(exchange);
    }

    private void respond(RoutingContext request, Exchange exchange, byte[] body) {
        if (exchange.isFailed()) {
            failed(request, exchange, exchange.getException());
            return;
        }
        HttpServerResponse response = request.response();
        if (!response.closed() && !response.ended()) {
            int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, body == null ? 204 : 200, Integer.class);
            response.setStatusCode(status).headers().remove(HttpHeaderNames.CONTENT_ENCODING); // Quarkus' "identity" for all
            headers(response, exchange);
            if (body == null) {
                response.end();
            } else {
                response.end(Buffer.buffer(body));
            }
        }
        complete(exchange);
    }

    private void headers(HttpServerResponse response, Exchange exchange) {
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            boolean isText = value instanceof String || value instanceof Number || value instanceof Boolean;
            if (isText && !getEndpoint().getHeaderFilterStrategy().applyFilterToCamelHeaders(name, value, exchange)) {
                response.putHeader(name, value.toString());
            }
        });
        String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class);
        if (type != null) {
            response.putHeader(Exchange.CONTENT_TYPE, type);
        }
    }

    private void failed(RoutingContext request, Exchange exchange, Throwable cause) {
        UncaughtErrors.handOverOfRequest(cause);
        getExceptionHandler().handleException("A request to " + getEndpoint().getPath() + " failed", exchange, cause);
        if (!request.response().ended()) {
            request.fail(cause);
        }
        complete(exchange);
    }

    private void complete(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }
}
