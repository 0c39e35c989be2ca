package io.bactrian.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;

import io.bactrian.grpc.proto.InferParameter;
import io.bactrian.grpc.proto.InferParameter.ParameterChoiceCase;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.model.Datatype;
import io.bactrian.tensor.BinaryTensors;
import io.bactrian.tensor.InferenceRequest;
import io.bactrian.tensor.InferenceRequest.Parameters;
import io.bactrian.tensor.InferenceRequest.RequestedOutput;
import io.bactrian.tensor.InvalidRequest;
import io.bactrian.tensor.RequestRules;
import io.bactrian.tensor.Tensor;

/** Reads inference requests of gRPC. Any thread. */
final class RequestDecoder {
    private final ModelInferRequest message;
    private final boolean raw;

    private RequestDecoder(ModelInferRequest message) {
        this.message = message;
        this.raw = message.getRawInputContentsCount() > 0;
    }

    /**
     * The request; its tensors share the message's bytes. Its outputs are binary where its inputs are.
     *
     * @throws InvalidRequest naming the field that is wrong
     */
    static InferenceRequest read(ModelInferRequest message) {
        return new RequestDecoder(message).read();
    }

    private InferenceRequest read() {
        RequestRules.tensors("inputs", message.getInputsCount());
        RequestRules.tensors("outputs", message.getOutputsCount());
        if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
            throw new InvalidRequest("raw_input_contents has " + message.getRawInputContentsCount() + " elements and inputs "
                    + message.getInputsCount() + "; expected one for each input, in their order");
        }
        String id = message.getId().isEmpty() ? null : RequestRules.id(message.getId());
        return new InferenceRequest(id, parameters(), inputs(), outputs());
    }

    private List<Tensor> inputs() {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < message.getInputsCount(); i++) {
            tensors.add(input(message.getInputs(i), i));
        }
        return tensors;
    }

    private Tensor input(ModelInferRequest.InferInputTensor input, int place) {
        String where = "inputs[" + place + "]";
        input.getParametersMap().keySet().forEach(name -> RequestRules.inputParameter(name, where + ".parameters." + name));
        Datatype datatype = RequestRules.datatype(input.getDatatype(), where);
        RequestRules.dimensions(where + ".shape", input.getShapeCount());
        long[] shape = input.getShapeList().stream().mapToLong(Long::longValue).toArray();
        if (raw) {
            if (input.hasContents() && TypedContents.any(input.getContents())) {
                throw new InvalidRequest("input '" + input.getName() + "' has contents though the request has "
                        + "raw_input_contents; expected one of them");
            }
            ByteString bytes = message.getRawInputContents(place);
            return BinaryTensors.read(input.getName(), datatype, shape, bytes.asReadOnlyByteBuffer());
        }
        return TypedContents.read(input.getName(), datatype, shape, input.getContents());
    }

    private List<RequestedOutput> outputs() {
        List<RequestedOutput> asked = new ArrayList<>();
        for (int i = 0; i < message.getOutputsCount(); i++) {
            String where = "outputs[" + i + "].parameters.";
            message.getOutputs(i).getParametersMap().keySet()
                    .forEach(name -> RequestRules.outputParameter(name, where + name));
            asked.add(new RequestedOutput(message.getOutputs(i).getName(), raw));
        }
        return asked;
    }

    private Parameters parameters() {
        long timeout = 0;
        boolean sample = false;
        for (Map.Entry<String, InferParameter> parameter : message.getParametersMap().entrySet()) {
            String place = "parameters." + parameter.getKey();
            switch (parameter.getKey()) {
                case "timeout" -> timeout = whole(parameter.getValue(), place);
                case "sample" -> sample = truth(parameter.getValue(), place);
                default -> RequestRules.requestParameter(parameter.getKey(), place);
            }
        }
        return new Parameters(timeout, sample, raw);
    }

    private static boolean truth(InferParameter value, String place) {
        if (value.getParameterChoiceCase() != ParameterChoiceCase.BOOL_PARAM) {
            throw new InvalidRequest(place + " is no bool_param; expected true or false as one");
        }
        return value.getBoolParam();
    }

    private static long whole(InferParameter value, String place) {
        long said = switch (value.getParameterChoiceCase()) {
            case INT64_PARAM -> value.getInt64Param();
            case UINT64_PARAM -> value.getUint64Param();
            default -> -1;
        };
        if (said < 0) {
            throw new InvalidRequest(place + ": expected a whole number from 0 to " + Long.MAX_VALUE + " as int64_param");
        }
        return said;
    }
}
