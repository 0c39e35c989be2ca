package io.bactrian.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.protobuf.ByteString;

import io.bactrian.grpc.proto.InferParameter;
import io.bactrian.grpc.proto.InferTensorContents;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferRequest.InferInputTensor;
import io.bactrian.tensor.InvalidRequest;

/** Requests over gRPC that do not follow the protocol, each with what the client is told. */
class RequestDecoderTest {
    private static ModelInferRequest.Builder request(String datatype, long... shape) {
        InferInputTensor.Builder input = InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
        for (long dim : shape) {
            input.addShape(dim);
        }
        return ModelInferRequest.newBuilder().setModelName("m").addInputs(input);
    }

    private static ModelInferRequest.Builder typed(String datatype, Consumer<InferTensorContents.Builder> fill, long... shape) {
        ModelInferRequest.Builder request = request(datatype, shape);
        fill.accept(request.getInputsBuilder(0).getContentsBuilder());
        return request;
    }

    private static ByteString bytes(int... values) {
        byte[] all = new byte[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) values[i];
        }
        return ByteString.copyFrom(all);
    }

    private static void refused(ModelInferRequest.Builder request, String... said) {
        assertThatThrownBy(() -> RequestDecoder.read(request.build())).isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll(said);
    }

    @Test
    void elementsAreInTheFieldOfTheirDatatypeAndAsManyAsTheShapeHas() {
        refused(typed("FP32", contents -> contents.addFp64Contents(1), 1), "'x'", "fp32_contents");
        refused(typed("FP32", contents -> contents.addFp32Contents(1).addIntContents(2), 1), "other fields", "fp32_contents");
        refused(typed("FP32", contents -> contents.addFp32Contents(1), 2), "1 elements", "[2]", "expected 2");
        refused(typed("FP32", contents -> contents.addFp32Contents(1).addFp32Contents(2), 1), "2 elements", "expected 1");
        refused(request("FP32", 1), "0 elements in contents.fp32_contents");
        refused(typed("FP16", contents -> contents.addFp32Contents(1), 1), "FP16", "raw_input_contents");
        refused(typed("BF16", contents -> contents.addFp32Contents(1), 1), "BF16", "raw_input_contents");
    }

    @ParameterizedTest
    @CsvSource({"INT8,128", "INT8,-129", "INT16,32768", "UINT8,256", "UINT16,65536", "UINT8,-1"})
    void aNumberThatItsDatatypeDoesNotHoldIsNamed(String datatype, int value) {
        boolean signed = datatype.startsWith("INT");
        refused(typed(datatype, contents -> {
            if (signed) {
                contents.addIntContents(0).addIntContents(value);
            } else {
                contents.addUintContents(0).addUintContents(value);
            }
        }, 2), "element 1", signed ? Integer.toString(value) : Integer.toUnsignedString(value), datatype + " takes");
    }

    @Test
    void rawDataIsForAllInputsOrForNoneAndAsLongAsItsShape() {
        refused(request("FP32", 1).addRawInputContents(bytes(0, 0, 0)), "3 bytes", "takes 4");
        refused(request("FP32", 1).addRawInputContents(bytes(0, 0, 0, 0, 0)), "5 bytes", "takes 4");
        refused(request("FP32", 1).addRawInputContents(bytes(0, 0, 0, 0)).addRawInputContents(bytes()), "2 elements",
                "inputs 1");
        refused(typed("FP32", contents -> contents.addFp32Contents(1), 1).addRawInputContents(bytes(0, 0, 0, 0)),
                "has contents", "raw_input_contents");
        refused(request("BOOL", 1).addRawInputContents(bytes(2)), "BOOL takes 0 or 1");
        refused(request("BYTES", 1).addRawInputContents(bytes(255, 255, 255, 255)), "longer than its binary data");
        refused(request("BYTES", 1).addRawInputContents(bytes(9, 0, 0, 0, 65)), "longer than its binary data");
        refused(request("BYTES", 1).addRawInputContents(bytes(1, 0, 0, 0, 255)), "no UTF-8");
    }

    @Test
    void aShapeThatCannotBeIsNamed() {
        refused(request("FP32", -1), "[-1]", "dimensions of 0 or more");
        refused(request("FP32", 4294967296L, 4294967296L), "more elements than can be counted");
        refused(request("FP32", Long.MAX_VALUE).addRawInputContents(bytes()), "more bytes than can be counted");
        refused(request("BYTES", Integer.MAX_VALUE).addRawInputContents(bytes(0, 0, 0, 0)), "4 for each of 2147483647");
        refused(request("FP32", new long[33]), "more than 32 dimensions");
        refused(request("FP23", 1), "'FP23'", "expected one of");
    }

    @Test
    void parametersThatWouldChangeTheResponseAreRefusedAndOthersPassedOver() {
        InferParameter one = InferParameter.newBuilder().setInt64Param(1).build();
        InferParameter text = InferParameter.newBuilder().setStringParam("1").build();
        refused(request("FP32", 1).putParameters("sequence_id", one), "parameters.sequence_id is not supported");
        refused(request("FP32", 1).putParameters("timeout", text), "parameters.timeout", "int64_param");
        refused(request("FP32", 1).putParameters("timeout", InferParameter.newBuilder().setInt64Param(-1).build()), "timeout");
        refused(request("FP32", 1).putParameters("sample", one), "parameters.sample", "bool_param");
        ModelInferRequest.Builder shared = request("FP32", 1);
        shared.getInputsBuilder(0).putParameters("shared_memory_region", text);
        refused(shared, "inputs[0].parameters.shared_memory_region is not supported");
        ModelInferRequest.Builder classes = typed("FP32", contents -> contents.addFp32Contents(1), 1);
        classes.addOutputsBuilder().setName("y").putParameters("classification", one);
        refused(classes, "outputs[0].parameters.classification is not supported");

        assertThat(RequestDecoder.read(typed("FP32", contents -> contents.addFp32Contents(1), 1).putParameters("mine", text)
                .putParameters("priority", one).build()).inputs()).hasSize(1);
    }

    @Test
    void idsAndTensorsAreBounded() {
        refused(request("FP32", 1).setId("i".repeat(257)), "id has 257 characters");
        ModelInferRequest.Builder many = ModelInferRequest.newBuilder();
        for (int i = 0; i <= 1024; i++) {
            many.addOutputsBuilder();
        }
        refused(many, "outputs has more than 1024 tensors");
    }

    @ParameterizedTest
    @CsvSource({"1H,3600000000000", "2M,120000000000", "3S,3000000000", "4m,4000000", "5u,5000", "6n,6"})
    void aCallsTimeoutIsDigitsAndAUnit(String timeout, long nanos) {
        assertThat(CallContext.deadline(100, timeout)).isEqualTo(100 + nanos);
    }

    @ParameterizedTest
    @CsvSource({"''", "1", "S", "-1S", "123456789S", "1s", "99999999H"})
    void whatIsNoTimeoutOrBeyondWhatCanBeCountedIsNone(String timeout) {
        long most = TimeUnit.DAYS.toNanos(365 * 100);
        assertThat(CallContext.deadline(100, timeout)).isGreaterThan(most);
        assertThat(CallContext.deadline(100, null)).isEqualTo(Long.MAX_VALUE);
    }
}
