package io.bactrian.grpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultExchange;
import org.jboss.logging.Logger;

import io.bactrian.threads.UncaughtErrors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Hands calls to {@code direct:} routes: each begins on a worker thread, or where it is short work on the event loop that has read it, is
 * let go of where its route goes on elsewhere, and is answered on its own event loop.
 */
@Singleton
class Calls {
    private static final Logger LOG = Logger.getLogger(Calls.class);

    private final CamelContext camel;
    private final Map<String, AsyncProducer> producers = new ConcurrentHashMap<>();

    Calls(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * What is sent into a route.
     *
     * @param headers beside the call's {@code Authorization}
     * @param missing where that route is not there
     * @param isShort whether its route begins on the event loop
     */
    record Request(String route, Object body, Map<String, String> headers, Status missing, boolean isShort) {
        Request {
            headers = Map.copyOf(headers);
        }

        /** Whose route begins on a worker thread. */
        Request(String route, Object body, Map<String, String> headers, Status missing) {
            this(route, body, headers, missing, false);
        }
    }

    /** @param answer what the route leaves, as the call's answer; a StatusRuntimeException where it fails */
    <T> void run(Request request, Function<Exchange, T> answer, StreamObserver<T> client) {
        CallContext call = CallContext.current();
        if (client instanceof ServerCallStreamObserver<T> observer) {
            observer.setOnCancelHandler(call.client()::left);
        }
        Exchange exchange = new DefaultExchange(camel, ExchangePattern.InOut);
        call.attach(exchange);
        request.headers().forEach(exchange.getMessage()::setHeader);
        if (call.authorization() != null) {
            exchange.getMessage().setHeader("Authorization", call.authorization());
        }
        exchange.getMessage().setBody(request.body());
        Context loop = Vertx.currentContext();
        Runnable ended = () -> respond(request, exchange, answer, client);
        if (loop == null) {
            process(request.route(), exchange, ended);
            return;
        }
        Runnable back = () -> loop.runOnContext(now -> ended.run());
        if (request.isShort()) {
            process(request.route(), exchange, back);
        } else {
            loop.executeBlocking(() -> {
                process(request.route(), exchange, back);
                return null;
            }, false);
        }
    }

    /** @param ended called once, on any thread */
    void process(String route, Exchange exchange, Runnable ended) {
        try {
            producers.computeIfAbsent(route, this::producer).process(exchange, synchronous -> ended.run());
        } catch (RuntimeException e) {
            exchange.setException(e);
            ended.run();
        } catch (Error e) { // Camel lets it pass, and Vert.x says nothing of it
            UncaughtErrors.handOverOfRequest(e);
            throw e;
        }
    }

    /** While a route file is replaced its routes are not there; no thread waits for that. */
    private AsyncProducer producer(String route) {
        try {
            AsyncProducer producer = camel.getEndpoint(route + "?block=false").createAsyncProducer();
            producer.start();
            return producer;
        } catch (Exception e) {
            throw new IllegalStateException(route, e);
        }
    }

    private static <T> void respond(Request request, Exchange exchange, Function<Exchange, T> answer,
            StreamObserver<T> client) {
        if (CallContext.of(exchange).client().getAsBoolean()) {
            return;
        }
        try {
            if (exchange.getException() != null) {
                throw unexpected(request, exchange);
            }
            T message = answer.apply(exchange);
            client.onNext(message);
            client.onCompleted();
        } catch (StatusRuntimeException e) {
            client.onError(e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A call failed in %s", exchange.getFromRouteId());
            client.onError(
                    Status.INTERNAL.withDescription("the service could not do this; its log says why").asRuntimeException());
        }
    }

    private static StatusRuntimeException unexpected(Request request, Exchange exchange) {
        if (exchange.getException() instanceof DirectConsumerNotAvailableException) {
            return request.missing().asRuntimeException();
        }
        UncaughtErrors.handOverOfRequest(exchange.getException());
        LOG.errorf(exchange.getException(), "A call failed in %s", exchange.getFromRouteId());
        return Status.INTERNAL.withDescription("the service could not do this; its log says why").asRuntimeException();
    }
}
