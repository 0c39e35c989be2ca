package io.bactrian.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.google.protobuf.ByteString;

import io.bactrian.grpc.proto.InferTensorContents;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferRequest.InferInputTensor;
import io.bactrian.grpc.proto.ModelInferResponse;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.model.Datatype;

/** Tensors of every datatype, of random batches and contents, through a model that changes nothing, typed and raw. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcRoundTripTest {
    private static final int ROUNDS = 25;
    private static final int ROW = 6;

    @TempDir
    static Path dir;
    private GrpcRig rig;

    @BeforeAll
    void start() {
        rig = GrpcRig.open(dir);
        for (Datatype datatype : Datatype.values()) {
            var onnx = Graph.type(datatype);
            rig.http().serve(datatype.name(), 1,
                    Graph.of().input("x", onnx, -1, 2, 3).output("y", onnx, -1, 2, 3).node("Identity", "y", "x"),
                    "task: raw\nbatching: {size: 4}\n");
        }
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void whatGoesInComesOutExactly(Datatype datatype) {
        Random random = new Random(datatype.ordinal());
        for (int round = 0; round < ROUNDS; round++) {
            int batch = 1 + random.nextInt(9);
            InferTensorContents.Builder typed = InferTensorContents.newBuilder();
            ByteArrayOutputStream raw = new ByteArrayOutputStream();
            for (int i = 0; i < batch * ROW; i++) {
                add(datatype, random, typed, raw);
            }
            ByteString bytes = ByteString.copyFrom(raw.toByteArray());
            boolean hasFields = datatype != Datatype.FP16 && datatype != Datatype.BF16;

            ModelInferResponse ofRaw = rig.client().modelInfer(request(datatype, batch).addRawInputContents(bytes).build());
            assertThat(ofRaw.getRawOutputContents(0)).isEqualTo(bytes);
            check(datatype, batch, ofRaw);
            if (hasFields) {
                ModelInferRequest.Builder request = request(datatype, batch);
                request.getInputsBuilder(0).setContents(typed);
                ModelInferResponse ofTyped = rig.client().modelInfer(request.build());
                assertThat(ofTyped.getOutputs(0).getContents()).isEqualTo(typed.build());
                check(datatype, batch, ofTyped);
            }
        }
    }

    private static void check(Datatype datatype, int batch, ModelInferResponse response) {
        assertThat(response.getOutputs(0).getDatatype()).isEqualTo(datatype.name());
        assertThat(response.getOutputs(0).getShapeList()).containsExactly((long) batch, 2L, 3L);
    }

    private static ModelInferRequest.Builder request(Datatype datatype, int batch) {
        return ModelInferRequest.newBuilder().setModelName(datatype.name()).addInputs(
                InferInputTensor.newBuilder().setName("x").setDatatype(datatype.name()).addShape(batch).addShape(2)
                        .addShape(3));
    }

    /** One element in both forms. */
    private static void add(Datatype datatype, Random random, InferTensorContents.Builder typed, ByteArrayOutputStream raw) {
        ByteBuffer one = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        int bits = random.nextInt();
        long wide = random.nextInt(8) == 0 ? Long.MIN_VALUE : random.nextLong();
        switch (datatype) {
            case BOOL -> {
                typed.addBoolContents(bits < 0);
                one.put((byte) (bits < 0 ? 1 : 0));
            }
            case INT8 -> {
                typed.addIntContents((byte) bits);
                one.put((byte) bits);
            }
            case INT16 -> {
                typed.addIntContents((short) bits);
                one.putShort((short) bits);
            }
            case INT32 -> {
                typed.addIntContents(bits);
                one.putInt(bits);
            }
            case UINT8 -> {
                typed.addUintContents(bits & 0xff);
                one.put((byte) bits);
            }
            case UINT16 -> {
                typed.addUintContents(bits & 0xffff);
                one.putShort((short) bits);
            }
            case UINT32 -> {
                typed.addUintContents(bits);
                one.putInt(bits);
            }
            case INT64 -> {
                typed.addInt64Contents(wide);
                one.putLong(wide);
            }
            case UINT64 -> {
                typed.addUint64Contents(wide);
                one.putLong(wide);
            }
            case FP32 -> {
                typed.addFp32Contents((float) (random.nextGaussian() * 1e10));
                one.putFloat(typed.getFp32Contents(typed.getFp32ContentsCount() - 1));
            }
            case FP64 -> {
                typed.addFp64Contents(random.nextGaussian() * 1e200);
                one.putDouble(typed.getFp64Contents(typed.getFp64ContentsCount() - 1));
            }
            case FP16 -> one.putShort((short) (bits & 0xbbff));
            case BF16 -> one.putShort((short) (bits & 0xbf7f));
            case BYTES -> {
                byte[] text = (random.nextInt(5) == 0 ? "" : "grüße \uD83D\uDE00 \u0000\n\"" + bits)
                        .getBytes(StandardCharsets.UTF_8);
                typed.addBytesContents(ByteString.copyFrom(text));
                one.putInt(text.length).put(text);
            }
        }
        raw.write(one.array(), 0, one.position());
    }
}
