package io.bactrian.bench.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import com.google.protobuf.ByteString;

import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc;
import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;

/** {@code ModelInfer} with raw contents both ways, over one connection. */
final class GrpcCall implements Call {
    private static final int LARGEST = 16 << 20;
    private final ManagedChannel channel;
    private final GRPCInferenceServiceBlockingStub service;
    private final ModelInferRequest request;
    private final String output;

    GrpcCall(URI server, Subject subject) {
        channel = NettyChannelBuilder.forAddress(server.getHost(), server.getPort()).usePlaintext()
                .maxInboundMessageSize(LARGEST).build();
        service = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        output = subject.output();
        var data = ByteBuffer.allocate(Float.BYTES * subject.data().length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : subject.data()) {
            data.putFloat(value);
        }
        var input = ModelInferRequest.InferInputTensor.newBuilder().setName(subject.input()).setDatatype("FP32");
        Arrays.stream(subject.shape()).forEach(input::addShape);
        request = ModelInferRequest.newBuilder().setModelName(subject.name()).addInputs(input)
                .addRawInputContents(ByteString.copyFrom(data.flip())).build();
    }

    @Override
    public void send() {
        service.modelInfer(request);
    }

    @Override
    public float[] answer() {
        var response = service.modelInfer(request);
        for (int i = 0; i < response.getOutputsCount(); i++) {
            if (response.getOutputs(i).getName().equals(output)) {
                return floats(response.getRawOutputContents(i));
            }
        }
        throw new IllegalStateException("no output " + output + " in " + response);
    }

    private static float[] floats(ByteString data) {
        var buffer = data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
