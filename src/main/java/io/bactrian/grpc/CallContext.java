package io.bactrian.grpc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;

import io.bactrian.http.ClientPresence;
import io.bactrian.http.LastingRequests;
import io.bactrian.trace.TraceContext;
import io.bactrian.trace.TraceReader;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What is known of a call beside its message.
 *
 * @param authorization the metadata of that name, or null
 * @param arrival       {@link System#nanoTime()} when its head was there
 * @param deadline      {@link System#nanoTime()} after which its client does not wait; {@link Long#MAX_VALUE} for never
 * @param request       null but on the HTTP port
 * @param trace         where it stands in a trace, or null
 */
record CallContext(String authorization, long arrival, long deadline, ClientPresence client, HttpServerRequest request,
        TraceContext trace) {
    private static final Context.Key<CallContext> CURRENT = Context.key("bactrian-call");
    private static final String PROPERTY = "bactrian.grpc";
    private static final Metadata.Key<String> AUTHORIZATION = text("authorization");
    private static final Metadata.Key<String> TIMEOUT = text("grpc-timeout");
    private static final Metadata.Key<String> ENCODING = text("grpc-encoding");
    private static final Metadata.Key<String> TRACE_PARENT = text(TraceContext.PARENT);
    private static final Metadata.Key<String> TRACE_STATE = text(TraceContext.STATE);
    private static final long CANCEL = 8;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,8})([HMSmun])");

    /** Of the call that this thread begins. */
    static CallContext current() {
        return CURRENT.get();
    }

    /** Of the call that began the exchange; without deadline where no call did. */
    static CallContext of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof CallContext call
                ? call
                : new CallContext(null, System.nanoTime(), Long.MAX_VALUE, new ClientPresence(), null, null);
    }

    void attach(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        client.attach(exchange);
    }

    /** Whoever serves the call sees to its end, once this is said, be it again and again. On its event loop. */
    void mayLast() {
        if (request != null) {
            LastingRequests.permit(request);
        }
    }

    /** Ends the call whatever its client reads or sends, where it has not ended. On its event loop. */
    void cut() {
        if (request != null && !request.response().closed()) {
            request.response().reset(CANCEL);
        }
    }

    private static Metadata.Key<String> text(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Makes the context of each call. A compressed message is refused before it is read: nothing would bound what it becomes. */
    @Singleton
    static final class Interceptor implements ServerInterceptor {
        private static final String TOO_LONG = Integer.toString(Status.Code.RESOURCE_EXHAUSTED.value());

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
                ServerCallHandler<Q, A> next) {
            String encoding = headers.get(ENCODING);
            if (encoding != null && !encoding.equals("identity")) {
                Status refused = Status.UNIMPLEMENTED.withDescription("messages compressed with " + encoding
                        + " are not supported; expected identity");
                later(() -> call.close(refused, new Metadata()));
                return new ServerCall.Listener<>() {
                };
            }
            long arrival = System.nanoTime();
            RoutingContext request = request();
            CallContext made = new CallContext(headers.get(AUTHORIZATION), arrival, deadline(arrival, headers.get(TIMEOUT)),
                    new ClientPresence(), request == null ? null : request.request(), trace(headers));
            if (request != null) {
                watch(request, made.client());
            }
            return Contexts.interceptCall(Context.current().withValue(CURRENT, made), call, headers, next);
        }

        /** On the HTTP port, a call can be closed only when its listener is known. */
        private static void later(Runnable action) {
            io.vertx.core.Context loop = Vertx.currentContext();
            if (loop == null) {
                action.run();
            } else {
                loop.runOnContext(now -> action.run());
            }
        }

        /** Null but on the HTTP port. */
        private static RoutingContext request() {
            io.vertx.core.Context loop = Vertx.currentContext();
            return loop != null && loop.getLocal(RoutingContext.class.getName()) instanceof RoutingContext request
                    ? request
                    : null;
        }

        /** On the HTTP port, the end of a connection cancels no call by itself, and a message that is too long is refused without a word. */
        private static void watch(RoutingContext request, ClientPresence client) {
            request.addEndHandler(ended -> client.left());
            request.addHeadersEndHandler(begun -> {
                MultiMap headers = request.response().headers();
                if (TOO_LONG.equals(headers.get("grpc-status")) && !headers.contains("grpc-message")) {
                    headers.set("grpc-message",
                            "the message is longer than quarkus.grpc.server.max-inbound-message-size allows");
                }
            });
        }
    }

    private static TraceContext trace(Metadata headers) {
        if (!headers.containsKey(TRACE_PARENT)) {
            return null;
        }
        TraceReader reader = new TraceReader();
        add(reader, headers, TRACE_PARENT);
        add(reader, headers, TRACE_STATE);
        return reader.context();
    }

    private static void add(TraceReader reader, Metadata headers, Metadata.Key<String> name) {
        Iterable<String> values = headers.getAll(name);
        if (values != null) {
            values.forEach(value -> reader.add(name.name(), value));
        }
    }

    /** Of the protocol's {@code grpc-timeout}: digits and a unit. What is no such text is passed over. */
    static long deadline(long arrival, String timeout) {
        Matcher duration = DURATION.matcher(timeout == null ? "" : timeout);
        if (!duration.matches()) {
            return Long.MAX_VALUE;
        }
        long count = Long.parseLong(duration.group(1));
        long unit = switch (duration.group(2)) {
            case "H" -> 3_600_000_000_000L;
            case "M" -> 60_000_000_000L;
            case "S" -> 1_000_000_000L;
            case "m" -> 1_000_000L;
            case "u" -> 1000L;
            default -> 1L;
        };
        return count > Long.MAX_VALUE / 2 / unit ? Long.MAX_VALUE : arrival + count * unit;
    }
}
