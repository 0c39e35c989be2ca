package io.bactrian.grpc;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import com.google.protobuf.Message;

import io.bactrian.grpc.Calls.Request;
import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferResponse;
import io.bactrian.grpc.proto.ModelMetadataRequest;
import io.bactrian.grpc.proto.ModelMetadataResponse;
import io.bactrian.grpc.proto.ModelReadyRequest;
import io.bactrian.grpc.proto.ModelReadyResponse;
import io.bactrian.grpc.proto.ModelStatisticsRequest;
import io.bactrian.grpc.proto.ModelStatisticsResponse;
import io.bactrian.grpc.proto.RepositoryIndexRequest;
import io.bactrian.grpc.proto.RepositoryIndexResponse;
import io.bactrian.grpc.proto.RepositoryModelLoadRequest;
import io.bactrian.grpc.proto.RepositoryModelLoadResponse;
import io.bactrian.grpc.proto.RepositoryModelUnloadRequest;
import io.bactrian.grpc.proto.RepositoryModelUnloadResponse;
import io.bactrian.grpc.proto.ServerLiveRequest;
import io.bactrian.grpc.proto.ServerLiveResponse;
import io.bactrian.grpc.proto.ServerMetadataRequest;
import io.bactrian.grpc.proto.ServerMetadataResponse;
import io.bactrian.grpc.proto.ServerReadyRequest;
import io.bactrian.grpc.proto.ServerReadyResponse;
import io.bactrian.http.AsyncHttpEngine;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.RegisterInterceptor;

/** The protocol's service: each call goes the route of its name, those of the repository the routes of control. */
@GrpcService
@RegisterInterceptor(CallContext.Interceptor.class)
class InferenceService extends GRPCInferenceServiceImplBase {
    private static final Status NOT_RUNNING = Status.UNAVAILABLE
            .withDescription(
                    "the route of this call is not running, as while the service starts; else /observe/health/ready says why");

    private final Calls calls;

    InferenceService(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
        run("direct:health-grpc-live", request, Map.of(), ServerLiveResponse.class, client);
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
        run("direct:health-grpc-ready", request, Map.of(), ServerReadyResponse.class, client);
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
        run("direct:grpc-server", request, Map.of(), ServerMetadataResponse.class, client);
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
        run("direct:grpc-model-ready", request, named(request.getName(), request.getVersion()), ModelReadyResponse.class,
                client);
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
        run("direct:grpc-model", request, named(request.getName(), request.getVersion()), ModelMetadataResponse.class, client);
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> client) {
        boolean isShort = request.getSerializedSize() <= AsyncHttpEngine.MOST_ON_EVENT_LOOP;
        calls.run(new Request("direct:grpc-infer", request, named(request.getModelName(), request.getModelVersion()),
                NOT_RUNNING, isShort), exchange -> body(exchange, ModelInferResponse.class), client);
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> client) {
        run("direct:grpc-statistics", request, named(request.getName(), request.getVersion()), ModelStatisticsResponse.class,
                client);
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> client) {
        calls.run(RepositoryCalls.index(request), RepositoryCalls::index, client);
    }

    @Override
    public void repositoryModelLoad(RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> client) {
        calls.run(RepositoryCalls.load(request), RepositoryCalls::loaded, client);
    }

    @Override
    public void repositoryModelUnload(RepositoryModelUnloadRequest request,
            StreamObserver<RepositoryModelUnloadResponse> client) {
        calls.run(RepositoryCalls.unload(request), RepositoryCalls::unloaded, client);
    }

    private <T> void run(String route, Message request, Map<String, String> headers, Class<T> type, StreamObserver<T> client) {
        calls.run(new Request(route, request, headers, NOT_RUNNING), exchange -> body(exchange, type), client);
    }

    /** What protobuf does not tell from an empty text is not there. */
    private static Map<String, String> named(String model, String version) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!model.isEmpty()) {
            headers.put("model", model);
        }
        if (!version.isEmpty()) {
            headers.put("version", version);
        }
        return headers;
    }

    private static <T> T body(Exchange exchange, Class<T> type) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StatusRuntimeException status) {
            throw status;
        }
        if (!type.isInstance(body)) {
            throw Status.INTERNAL.withDescription("the route of this call ends without its response; expected a step such as "
                    + "grpc-response at its end").asRuntimeException();
        }
        return type.cast(body);
    }
}
