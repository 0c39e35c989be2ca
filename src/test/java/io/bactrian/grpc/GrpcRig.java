package io.bactrian.grpc;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc;
import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import io.bactrian.http.ApiToken;
import io.bactrian.http.InferenceAccess;
import io.bactrian.http.InferenceRig;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServiceBridge;

/** The shipped routes of inference over gRPC beside those over HTTP, on the port of HTTP as Quarkus has them. */
final class GrpcRig implements AutoCloseable {
    static final int MOST_BYTES = 1 << 20;

    private final InferenceRig rig;
    private final ManagedChannel channel;

    GrpcRig(Path dir, InferenceAccess access) {
        try {
            rig = new InferenceRig(dir, access);
            new GrpcSteps(rig.described(), rig.engine(), rig.meters()).bind(rig.context().getRegistry());
            rig.load("grpc");
            VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(rig.context(),
                    VertxPlatformHttpRouter.getRouterNameFromPort(rig.http().port()));
            GrpcServer server = GrpcServer.server(router.vertx(), new GrpcServerOptions().setMaxMessageSize(MOST_BYTES));
            GrpcServiceBridge.bridge(ServerInterceptors.intercept(new InferenceService(new Calls(rig.context())),
                    new CallContext.Interceptor())).bind(server);
            router.route("/inference.GRPCInferenceService/*").order(Integer.MIN_VALUE)
                    .handler(request -> handle(server, request));
            channel = NettyChannelBuilder.forAddress("127.0.0.1", rig.http().port()).usePlaintext()
                    .maxInboundMessageSize(Integer.MAX_VALUE).build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static GrpcRig open(Path dir) {
        return new GrpcRig(dir, new InferenceAccess(() -> ApiToken.NONE, "127.0.0.1", true));
    }

    private static void handle(GrpcServer server, RoutingContext request) {
        Vertx.currentContext().putLocal(RoutingContext.class.getName(), request);
        server.handle(request.request());
    }

    InferenceRig http() {
        return rig;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** A client on a connection of its own. */
    ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", rig.http().port()).usePlaintext().build();
    }

    GRPCInferenceServiceBlockingStub client() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    GRPCInferenceServiceBlockingStub client(String authorization) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    GRPCInferenceServiceFutureStub async() {
        return GRPCInferenceServiceGrpc.newFutureStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rig.close();
    }
}
