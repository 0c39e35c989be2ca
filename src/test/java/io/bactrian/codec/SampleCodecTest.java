package io.bactrian.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.PayloadFormat;
import io.bactrian.telemetry.Telemetry;

class SampleCodecTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SENT = "{\"id\":\"r-1\",\"values\":{\"a\":0.38}}";
    private static final float[] DATA = {1, -0.0f, 0.1f, Float.MIN_VALUE, Float.MAX_VALUE, 1.00000012f};

    @Test
    void aSampleHasTheDocumentedFieldsAndNoOthers() throws IOException {
        JsonNode sample = JSON.readTree(encode(SENT, Map.of("site", "demo"), model(3)));

        assertThat(sample.fieldNames()).toIterable().containsExactly("id", "device", "ts", "labels", "telemetry", "model",
                "version", "inputs", "outputs");
        assertThat(sample.path("id").asText()).isEqualTo("r-1");
        assertThat(sample.path("device").asText()).isEqualTo("pump-7");
        assertThat(sample.path("ts").asLong()).isEqualTo(1_795_431_600_123L);
        assertThat(sample.path("labels")).isEqualTo(JSON.readTree("{\"site\":\"demo\"}"));
        assertThat(sample.path("model").asText()).isEqualTo("pumps");
        assertThat(sample.path("version").asText()).isEqualTo("3");
        assertThat(sample.path("outputs")).isEqualTo(JSON.readTree("{\"score\":2.5}"));
    }

    @Test
    void withoutLabelsTheFieldIsLeftOut() throws IOException {
        assertThat(JSON.readTree(encode(SENT, Map.of(), model(3))).has("labels")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"values\":{\"a\":0.10000000000000000000001e0}}", " {\n\t\"features\" : [ 1.0, 2E+0 ]\r\n} ",
        "{\"note\":\"\\u00fc \\ud83d ü 水\",\"features\":[1]}", "{}"})
    void whatTheDeviceSentIsThereByteForByte(String sent) throws IOException {
        byte[] sample = encode(sent, Map.of("site", "demo"), model(3));

        assertThat(new String(sample, UTF_8)).contains("\"telemetry\":" + sent + ",\"model\":");
        assertThat(JSON.readTree(sample).path("telemetry")).isEqualTo(JSON.readTree(sent));
    }

    @Test
    void theInputDecodesToTheVeryFloatsTheModelWasGiven() throws IOException {
        JsonNode input = JSON.readTree(encode(SENT, Map.of(), model(3))).at("/inputs/0");

        float[] elements = new float[DATA.length];
        ByteBuffer.wrap(input.path("data").binaryValue()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(elements);
        assertThat(elements).containsExactly(DATA);
        assertThat(input.path("name").asText()).isEqualTo("x");
        assertThat(input.path("datatype").asText()).isEqualTo("FP32");
    }

    @Test
    void stringsAreAListAndEachInputHasItsOwnElements() throws IOException {
        Manifest mixed = Manifests.with(model(1), Manifests.input("n", Datatype.INT32, "a"),
                Manifests.input("t", Datatype.BYTES, "mode"));
        Enriched numbers = question(SENT, Map.of(), mixed, new double[]{7, 0});
        Enriched question = new Enriched(numbers.telemetry(), numbers.profile(), mixed, numbers.data(),
                new String[]{null, "auto"}, 1, null);

        JsonNode sample = JSON.readTree(encode(question, new ModelOutput(null, mixed, List.of())));

        assertThat(sample.at("/inputs/0/data").binaryValue()).containsExactly(7, 0, 0, 0);
        assertThat(sample.at("/inputs/1")).isEqualTo(
                JSON.readTree("{\"name\":\"t\",\"datatype\":\"BYTES\",\"shape\":[1,1],\"data\":[\"auto\"]}"));
    }

    @Test
    void aMissingValueAndALargeWholeNumberAreWhatTheModelGotAndSaid() throws IOException {
        Manifest model = model(1);

        byte[] bytes = encode(question(SENT, Map.of(), model, new double[]{1, Double.NaN}), new ModelOutput(null, model,
                List.of(ModelOutput.Tensor.whole("score", new long[]{9_007_199_254_740_993L, Long.MIN_VALUE}))));

        JsonNode sample = JSON.readTree(bytes);
        assertThat(ByteBuffer.wrap(sample.at("/inputs/0/data").binaryValue()).order(ByteOrder.LITTLE_ENDIAN).getFloat(4))
                .isNaN();
        assertThat(sample.path("outputs")).hasToString("{\"score\":[9007199254740993,-9223372036854775808]}");
    }

    @Test
    void textsAreWellFormedWhateverTheyHold() throws IOException {
        Manifest mixed = Manifests.with(model(1), Manifests.input("n", Datatype.INT32, "a"),
                Manifests.input("t", Datatype.BYTES, "mode"));
        Enriched numbers = question(SENT, Map.of("si\ude00te", "de\ud83dmo"), mixed, new double[]{7, 0});
        Enriched question = new Enriched(numbers.telemetry(), numbers.profile(), mixed, numbers.data(),
                new String[]{null, "au\ud83dto"}, 1, null);

        JsonNode sample = JSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(
                encode(question, new ModelOutput(null, mixed, List.of())))).toString());

        assertThat(sample.at("/labels/si\ufffdte").asText()).isEqualTo("de\ufffdmo");
        assertThat(sample.at("/inputs/1/data/0").asText()).isEqualTo("au\ufffdto");
    }

    @Test
    void theShapeIsThatOfOneMessage() throws IOException {
        assertThat(JSON.readTree(encode(SENT, Map.of(), model(3))).at("/inputs/0/shape")).hasToString("[1,3,2]");
        assertThat(JSON.readTree(encode(SENT, Map.of(), model(1))).at("/inputs/0/shape")).hasToString("[1,2]");
    }

    @Test
    void whileTheWindowFillsAStateTakesThePlaceOfInputAndOutputs() throws IOException {
        JsonNode sample = JSON
                .readTree(SampleCodec.encode(question(SENT, Map.of(), model(3), null), new Result.Warming(model(3), 1)));

        assertThat(sample.fieldNames()).toIterable().containsExactly("id", "device", "ts", "telemetry", "model", "version",
                "state");
        assertThat(sample.path("state").asText()).isEqualTo("warming");
        assertThat(sample.path("telemetry")).isEqualTo(JSON.readTree(SENT));
    }

    @Test
    void channelsOutOfRangeAreNamed() throws IOException {
        Enriched asked = question(SENT, Map.of(), model(3),
                IntStream.range(0, DATA.length).mapToDouble(i -> DATA[i]).toArray());
        Enriched marked = new Enriched(asked.telemetry(), asked.profile(), asked.model(), asked.data(), null, 1, 0, null,
                List.of("b"));

        JsonNode sample = JSON.readTree(encode(marked, new ModelOutput(null, model(3), List.of())));

        assertThat(sample.path("outOfRange")).isEqualTo(JSON.readTree("[\"b\"]"));
    }

    private byte[] encode(String sent, Map<String, String> labels, Manifest model) {
        return encode(question(sent, labels, model, IntStream.range(0, DATA.length).mapToDouble(i -> DATA[i]).toArray()),
                new ModelOutput(null, model,
                        List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5}))));
    }

    @Test
    void whatIsNotJsonIsInBase64WithItsFormatAndARowOfSingleValuesHasTheValues() throws Exception {
        byte[] sent = {0, -1, 2, 3};
        Envelope envelope = new Envelope("pump-7", "devices/pump-7/telemetry", sent, 1, false, 0, null, null, Envelope.NEVER);
        JsonNode binary = sample(new Telemetry(envelope, "r-1", 5, null, new double[2], null, null, PayloadFormat.TENSOR));
        JsonNode row = sample(new Telemetry(envelope, "r-1", 5, new String[]{"a", "t", "on", "big"},
                new double[]{1.5, Double.NaN, 1, 0x1p53}, new String[]{null, "x\"", null, null},
                new String[]{null, null, "true", "9007199254740993"}, PayloadFormat.ROW));

        assertThat(binary.path("format").asText()).isEqualTo("tensor");
        assertThat(binary.path("telemetry").binaryValue()).isEqualTo(sent);
        assertThat(row.path("format").asText()).isEqualTo("row");
        assertThat(row.path("telemetry")).hasToString(
                "{\"values\":{\"a\":1.5,\"t\":\"x\\\"\",\"on\":true,\"big\":9007199254740993}}");
    }

    private static JsonNode sample(Telemetry telemetry) throws Exception {
        Enriched question = new Enriched(telemetry, new DeviceProfile("pumps", Map.of(), Map.of()), model(1), new double[2],
                null, 1,
                null);
        return new ObjectMapper().readTree(encode(question, new ModelOutput(question, question.model(),
                List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5})))));
    }

    private static byte[] encode(Enriched question, ModelOutput output) {
        return SampleCodec.encode(question, new Result.Answered(output));
    }

    private static Enriched question(String sent, Map<String, String> labels, Manifest model, double[] data) {
        Envelope envelope = new Envelope("pump-7", "devices/pump-7/telemetry", sent.getBytes(UTF_8), 1, false, 0, null, null,
                Envelope.NEVER);
        return new Enriched(new Telemetry(envelope, "r-1", 1_795_431_600_123L, null, new double[2], null, null, false),
                new DeviceProfile("pumps", labels, Map.of()), model, data, null, 1, null);
    }

    private static Manifest model(int window) {
        return Manifests.of("pumps", "3", window, "a", "b");
    }
}
