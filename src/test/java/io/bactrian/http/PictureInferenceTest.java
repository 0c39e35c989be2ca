package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.Patience;

/** Pictures by the Open Inference Protocol: in place of the tensor, elements of BYTES. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PictureInferenceTest {
    private static final int[] EVERY_ELEMENT = {5 * 4 * 3};

    @TempDir
    static Path dir;
    private InferenceRig rig;

    @BeforeAll
    void start() {
        rig = InferenceRig.open(dir);
        rig.serve("flat", 1,
                Graph.of().input("x", DataType.FLOAT, -1, 4, 5, 3).output("y", DataType.FLOAT, -1, EVERY_ELEMENT[0])
                        .node("Flatten", "y", "x"),
                "inputs: [{image: {scale: 1}}]\nbatching: {size: 2}\n");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    private static byte[] picture(String name) throws IOException {
        return Files.readAllBytes(Path.of("src", "test", "resources", "picture", name));
    }

    private static String base64(String name) throws IOException {
        return Base64.getEncoder().encodeToString(picture(name));
    }

    private JsonNode answered(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return InferenceRig.JSON.readTree(response.body());
    }

    private HttpResponse<String> json(String shape, String data) throws Exception {
        return rig.infer("flat",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":" + shape + ",\"data\":" + data + "}]}");
    }

    @Test
    void picturesInBase64AreAnsweredEachByARow() throws Exception {
        JsonNode answer = answered(json("[3]", "[\"" + base64("tiny.png") + "\",\"" + base64("photo.jpg") + "\",\""
                + base64("tiny.png") + "\"]"));

        JsonNode output = answer.at("/outputs/0");
        assertThat(output.path("shape").toString()).isEqualTo("[3,60]");
        List<JsonNode> values = InferenceRig.JSON.convertValue(output.path("data"),
                InferenceRig.JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
        assertThat(values.subList(0, 60)).isEqualTo(values.subList(120, 180)).isNotEqualTo(values.subList(60, 120));
        String reference = Files.readAllLines(Path.of("src", "test", "resources", "picture", "reference.txt")).stream()
                .filter(line -> line.startsWith("tiny.png RGB stretch 5 4 0 ")).findFirst().orElseThrow();
        assertThat(values.subList(0, 60)).extracting(JsonNode::asInt)
                .containsExactly(List.of(reference.split(" ")).stream().skip(6).map(Integer::valueOf).toArray(Integer[]::new));
    }

    @Test
    void aPictureAsBinaryDataIsAnsweredAlike() throws Exception {
        byte[] picture = picture("tiny.png");
        String head = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1,1],\"parameters\":{\"binary_data_size\":"
                + (picture.length + 4) + "}}]}";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(picture.length).array());
        body.writeBytes(picture);

        JsonNode answer = answered(rig.http().send(rig.http().request("/v2/models/flat/infer")
                .header("Content-Type", "application/octet-stream")
                .header("Inference-Header-Content-Length", Integer.toString(head.length()))
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))));

        assertThat(answer.at("/outputs/0/data")).isEqualTo(answered(json("[1]", "[\"" + base64("tiny.png") + "\"]"))
                .at("/outputs/0/data"));
    }

    @Test
    void aBodyThatIsAPictureAndNothingElseIsAnsweredToo() throws Exception {
        HttpResponse<String> response = rig.http().send(rig.http().request("/v2/models/flat/infer")
                .header("Content-Type", "image/jpeg").header("Inference-Header-Content-Length", "0")
                .POST(BodyPublishers.ofByteArray(picture("photo.jpg"))));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"shape\":[1,60]");
    }

    @Test
    void theTensorItselfIsTakenAsBefore() throws Exception {
        StringBuilder data = new StringBuilder("0");
        for (int i = 1; i < EVERY_ELEMENT[0]; i++) {
            data.append(',').append(i);
        }
        JsonNode answer = answered(rig.infer("flat",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,4,5,3],\"data\":[" + data + "]}]}"));

        assertThat(answer.at("/outputs/0/data/59").asInt()).isEqualTo(59);
    }

    @Test
    void theSampleOfARequestHasThePicturesAsTheyWereSent() throws Exception {
        Queue<JsonNode> samples = new ConcurrentLinkedQueue<>();
        answered(rig.infer("flat",
                "{\"id\":\"s-1\",\"parameters\":{\"sample\":true},\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\","
                        + "\"shape\":[1],\"data\":[\"" + base64("tiny.png") + "\"]}]}"));
        rig.drain(record -> {
            try {
                samples.add(InferenceRig.JSON.readTree(record.getMessage().getBody(byte[].class)));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);

        assertThat(samples.peek().path("inputs").toString()).isEqualTo(
                "[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"" + base64("tiny.png") + "\"]}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[2] | [\"aGVsbG8=\", \"aGVsbG8=\"] | the message is no picture",
        "[1] | [\"%%\"] | element 0 is no base64", "[] | [\"aGVsbG8=\"] | has the shape []",
        "[1,3] | [\"aGVsbG8=\",\"\",\"\"] | has the shape [1, 3], but pictures as BYTES have [the number of pictures]"})
    void whatIsNoPictureIsRefused(String shape, String data, String why) throws Exception {
        HttpResponse<String> response = json(shape, data);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(InferenceRig.JSON.readTree(response.body()).path("error").asText()).contains(why);
    }
}
