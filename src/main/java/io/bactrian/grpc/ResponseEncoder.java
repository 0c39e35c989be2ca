package io.bactrian.grpc;

import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.bactrian.grpc.proto.InferTensorContents;
import io.bactrian.grpc.proto.ModelInferResponse;
import io.bactrian.grpc.proto.ModelInferResponse.InferOutputTensor;
import io.bactrian.http.InferenceCall;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;
import io.bactrian.tensor.InferenceRequest.RequestedOutput;
import io.bactrian.tensor.OutputTensors;

/** Writes the responses to inference requests of gRPC. Any thread. */
final class ResponseEncoder {
    private ResponseEncoder() {
    }

    /**
     * @param rows what the model says to each of the request's rows
     * @param raw  whether all outputs are raw; they are too where one of them has no other form
     * @throws io.bactrian.model.ModelUnavailable where versions changed in its midst, so that it is to be sent again
     * @throws io.bactrian.tensor.InvalidRequest  where outputs of several rows cannot be put together
     */
    static ModelInferResponse write(InferenceCall call, List<ModelOutput> rows, boolean raw) {
        OutputTensors tensors = OutputTensors.of(rows);
        List<String> names = call.asked().isEmpty()
                ? tensors.names()
                : call.asked().stream().map(RequestedOutput::name).toList();
        List<OutputTensors.Output> outputs = names.stream().map(tensors::output).toList();
        boolean allRaw = raw || outputs.stream().anyMatch(output -> output.datatype() == Datatype.FP16
                || output.datatype() == Datatype.BF16);
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder().setModelName(tensors.model().name())
                .setModelVersion(tensors.model().version());
        if (call.id() != null) {
            response.setId(call.id());
        }
        for (OutputTensors.Output output : outputs) {
            InferOutputTensor.Builder tensor = response.addOutputsBuilder().setName(output.name())
                    .setDatatype(output.datatype().name());
            for (long dim : output.shape()) {
                tensor.addShape(dim);
            }
            if (allRaw) {
                response.addRawOutputContents(UnsafeByteOperations.unsafeWrap(output.bytes()));
            } else {
                output.rows().forEach(row -> add(tensor.getContentsBuilder(), row));
            }
        }
        return response.build();
    }

    private static void add(InferTensorContents.Builder contents, ModelOutput.Tensor row) {
        for (int i = 0; i < row.length(); i++) {
            switch (row.datatype()) {
                case BOOL -> contents.addBoolContents(row.values()[i] != 0);
                case INT8, INT16, INT32 -> contents.addIntContents((int) row.values()[i]);
                case UINT8, UINT16, UINT32 -> contents.addUintContents((int) (long) row.values()[i]);
                case INT64 -> contents.addInt64Contents(row.wholes()[i]);
                case UINT64 -> contents.addUint64Contents(row.wholes()[i]);
                case FP32 -> contents.addFp32Contents((float) row.values()[i]);
                case FP64 -> contents.addFp64Contents(row.values()[i]);
                case BYTES -> contents.addBytesContents(ByteString.copyFromUtf8(row.texts()[i]));
                case FP16, BF16 -> throw new IllegalStateException(row.datatype() + " is raw only");
            }
        }
    }
}
