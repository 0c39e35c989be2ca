package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;

/** Tensors of every datatype, of random batches and contents, through a model that changes nothing, in every way to send them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferenceRoundTripTest {
    private static final int ROUNDS = 12;
    private static final int[] ROW = {2, 3};
    private static final String HEADER = "Inference-Header-Content-Length";

    @TempDir
    static Path dir;
    private InferenceRig rig;

    @BeforeAll
    void start() {
        rig = InferenceRig.open(dir);
        for (Datatype datatype : Datatype.values()) {
            DataType onnx = Graph.type(datatype);
            rig.serve(datatype.name(), 1,
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
    void whatGoesInComesOutExactly(Datatype datatype) throws Exception {
        Random random = new Random(datatype.ordinal());
        for (int round = 0; round < ROUNDS; round++) {
            int batch = 1 + random.nextInt(9);
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < batch * ROW[0] * ROW[1]; i++) {
                elements.add(element(datatype, random));
            }
            byte[] bytes = bytes(datatype, elements);
            for (Way way : Way.values()) {
                HttpResponse<byte[]> response = send(datatype, batch, elements, bytes, way, random.nextBoolean());
                assertThat(response.statusCode()).as("%s %s", way, new String(response.body(), StandardCharsets.UTF_8))
                        .isEqualTo(200);
                check(datatype, batch, bytes, response);
            }
        }
    }

    private enum Way {
        FLAT, NESTED, DATA_FIRST, BINARY, RAW
    }

    private HttpResponse<byte[]> send(Datatype datatype, int batch, List<Object> elements, byte[] bytes, Way way,
            boolean binaryOutput)
            throws Exception {
        var request = rig.http().request("/v2/models/" + datatype + "/infer");
        if (way == Way.RAW) {
            boolean oneText = datatype == Datatype.BYTES;
            return oneText
                    ? send(datatype, batch, elements, bytes, Way.BINARY, binaryOutput)
                    : rig.http().bytes(request.header(HEADER, "0").POST(BodyPublishers.ofByteArray(bytes)));
        }
        ObjectNode json = InferenceRig.JSON.createObjectNode();
        ObjectNode input = json.putArray("inputs").addObject();
        if (way == Way.DATA_FIRST) {
            input.set("data", flat(elements));
        }
        input.put("name", "x").put("datatype", datatype.name()).putArray("shape").add(batch).add(ROW[0]).add(ROW[1]);
        switch (way) {
            case FLAT -> input.set("data", flat(elements));
            case NESTED -> input.set("data", nested(elements, batch));
            case BINARY -> input.putObject("parameters").put("binary_data_size", bytes.length);
            default -> {
            }
        }
        if (binaryOutput && elements.size() % 4 == 0) {
            json.putObject("parameters").put("binary_data_output", true);
        } else if (binaryOutput) {
            json.putArray("outputs").addObject().put("name", "y").putObject("parameters").put("binary_data", true);
        }
        byte[] head = InferenceRig.JSON.writeValueAsBytes(json);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(head);
        if (way == Way.BINARY) {
            body.write(bytes);
            request.header(HEADER, Integer.toString(head.length));
        }
        return rig.http().bytes(request.POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static void check(Datatype datatype, int batch, byte[] expected, HttpResponse<byte[]> response) throws Exception {
        byte[] body = response.body();
        int length = response.headers().firstValue(HEADER).map(Integer::parseInt).orElse(body.length);
        JsonNode output = InferenceRig.JSON.readTree(body, 0, length).at("/outputs/0");
        assertThat(output.path("datatype").asText()).isEqualTo(datatype.name());
        assertThat(output.path("shape").toString()).isEqualTo("[" + batch + ",2,3]");
        if (length < body.length) {
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
            assertThat(output.at("/parameters/binary_data_size").asInt()).isEqualTo(expected.length);
            assertThat(output.has("data")).isFalse();
            assertThat(Arrays.copyOfRange(body, length, body.length)).isEqualTo(expected);
        } else {
            List<Object> elements = new ArrayList<>();
            output.path("data").forEach(element -> elements.add(value(datatype, element)));
            assertThat(bytes(datatype, elements)).isEqualTo(expected);
        }
    }

    /** As JSON has it. */
    private static Object element(Datatype datatype, Random random) {
        return switch (datatype) {
            case BOOL -> random.nextBoolean();
            case INT8 -> (long) (byte) random.nextInt();
            case UINT8 -> (long) random.nextInt(256);
            case INT16 -> (long) (short) random.nextInt();
            case UINT16 -> (long) random.nextInt(65_536);
            case INT32 -> (long) random.nextInt();
            case UINT32 -> random.nextLong() >>> 32;
            case INT64 -> random.nextInt(4) == 0 ? Long.MIN_VALUE : random.nextLong();
            case UINT64 -> new BigInteger(Long.toUnsignedString(random.nextInt(4) == 0 ? -1 : random.nextLong()));
            case FP16 -> Elements.fromHalf(Elements.toHalf((float) random.nextGaussian()));
            case BF16 -> Elements.fromBrain(Elements.toBrain((float) (random.nextGaussian() * 1e20)));
            case FP32 -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
            case FP64 -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            case BYTES -> random.nextInt(5) == 0 ? "" : "grüße \uD83D\uDE00 \u0000\n\"" + random.nextInt();
        };
    }

    private static Object value(Datatype datatype, JsonNode element) {
        return switch (datatype) {
            case BOOL -> element.booleanValue();
            case BYTES -> element.textValue();
            case FP32, FP16, BF16 -> Float.parseFloat(element.asText());
            case FP64 -> element.doubleValue();
            case UINT64 -> element.bigIntegerValue();
            default -> element.longValue();
        };
    }

    /** As the binary tensor data extension has them. */
    private static byte[] bytes(Datatype datatype, List<Object> elements) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object element : elements) {
            ByteBuffer one = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
            switch (datatype) {
                case BOOL -> one.put((byte) ((boolean) element ? 1 : 0));
                case INT8, UINT8 -> one.put((byte) (long) element);
                case INT16, UINT16 -> one.putShort((short) (long) element);
                case INT32, UINT32 -> one.putInt((int) (long) element);
                case INT64 -> one.putLong((long) element);
                case UINT64 -> one.putLong(((BigInteger) element).longValue());
                case FP16 -> one.putShort(Elements.toHalf((float) element));
                case BF16 -> one.putShort(Elements.toBrain((float) element));
                case FP32 -> one.putFloat((float) element);
                case FP64 -> one.putDouble((double) element);
                case BYTES -> {
                    byte[] text = ((String) element).getBytes(StandardCharsets.UTF_8);
                    one.putInt(text.length).put(text);
                }
            }
            all.write(one.array(), 0, one.position());
        }
        return all.toByteArray();
    }

    private static ArrayNode flat(List<Object> elements) {
        return InferenceRig.JSON.valueToTree(elements);
    }

    private static ArrayNode nested(List<Object> elements, int batch) {
        ArrayNode all = InferenceRig.JSON.createArrayNode();
        for (int b = 0, next = 0; b < batch; b++) {
            ArrayNode rows = all.addArray();
            for (int r = 0; r < ROW[0]; r++, next += ROW[1]) {
                rows.add(InferenceRig.JSON.<JsonNode>valueToTree(elements.subList(next, next + ROW[1])));
            }
        }
        return all;
    }
}
