package io.bactrian.ops.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** In front of all routes of the HTTP server: requests of gRPC go through them anew with {@link WholeMessages} in front of their reader. */
@Singleton
public final class GrpcMessages {
    private static final String GRPC = "application/grpc";

    private final long most;

    /** @param most bytes that a message may have */
    public GrpcMessages(@ConfigProperty(name = "quarkus.grpc.server.max-inbound-message-size") int most) {
        this.most = most;
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(request -> handle(router, request));
    }

    private void handle(Router router, RoutingContext context) {
        String type = context.request().getHeader(HttpHeaderNames.CONTENT_TYPE);
        Context call = Vertx.currentContext(); // a request's own
        if (type == null || !type.startsWith(GRPC) || call.getLocal(GRPC) != null) {
            context.next();
            return;
        }
        call.putLocal(GRPC, true);
        router.handle(new Request((HttpServerRequestInternal) context.request(), most));
    }

    /** One whose body comes as {@link WholeMessages}. */
    private static final class Request extends HttpServerRequestWrapper {
        private final long most;

        Request(HttpServerRequestInternal request, long most) {
            super(request);
            this.most = most;
        }

        @Override
        public HttpServerRequest handler(Handler<Buffer> reader) {
            super.handler(reader == null ? null : new WholeMessages(most, reader));
            return this;
        }
    }
}
