package io.bactrian.grpc;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;

import io.bactrian.http.HttpSteps;
import io.bactrian.http.InferenceAccess;
import io.bactrian.http.InferenceModels;
import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServiceBridge;

/** The detector on a port of its own, before routes of the test. */
public final class DetectorServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final DetectorService service;
    private final HttpServer server;

    /** Gives the routes the steps of this package and of the protocol. */
    public static void bind(CamelContext context, InferenceAccess access) {
        HttpSteps.bind(context.getRegistry(), access);
        new GrpcSteps(new InferenceModels(null, "", List.of()), null, HttpSteps.meters())
                .bind(context.getRegistry());
    }

    public DetectorServer(CamelContext context, DetectorSettings settings) throws Exception {
        service = new DetectorService(context, new Calls(context), settings, new SimpleMeterRegistry());
        GrpcServer grpc = GrpcServer.server(vertx);
        GrpcServiceBridge.bridge(ServerInterceptors.intercept(service, new CallContext.Interceptor())).bind(grpc);
        Router router = Router.router(vertx);
        router.route().handler(request -> {
            Vertx.currentContext().putLocal(RoutingContext.class.getName(), request);
            grpc.handle(request.request());
        });
        server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
    }

    public ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.actualPort()).usePlaintext().build();
    }

    /** Streams that are open. */
    public int open() {
        return service.open();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
    }
}
