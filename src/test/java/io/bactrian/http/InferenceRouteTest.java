package io.bactrian.http;

import static io.bactrian.http.InferenceRig.plus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.Patience;

/**
 * The endpoints of the Open Inference Protocol V2 over HTTP, with the shapes and examples of its specification, and of Triton's
 * extensions for binary tensors and statistics.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferenceRouteTest {
    private static final String ROW = """
                                      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";

    @TempDir
    static Path dir;
    private InferenceRig rig;

    @BeforeAll
    void start() {
        rig = InferenceRig.open(dir);
        rig.serve("pump", 2, plus(1), "task: raw\n");
        rig.pin("pump", 1, plus(100), "task: raw\n");
        rig.models().fail("broken", "it has no version in service");
        rig.serve("two", 1, Graph.of().input("a", DataType.INT64, -1, 2).input("b", DataType.BOOL, -1)
                .output("same", DataType.INT64, -1, 2).output("other", DataType.BOOL, -1)
                .node("Identity", "same", "a").node("Identity", "other", "b"), "task: raw\n");
        rig.serve("fixed", 1, Graph.of().input("x", DataType.FLOAT, 1, 3).output("y", DataType.FLOAT, 3, 1)
                .node("Transpose", "y", "x"), "task: raw\n");
        rig.serve("root", 1, Graph.of("Sqrt", 1), "task: raw\n");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @Test
    void theServerSaysItsNameVersionAndExtensions() throws Exception {
        assertThat(rig.json("/v2"))
                .isEqualTo(read("""
                                {"name":"bactrian","version":"1.2.3","extensions":["binary_tensor_data","statistics"]}"""));
        assertThat(rig.get("/v2").headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(rig.get("/v2/").statusCode()).isEqualTo(200);
    }

    @Test
    void theServerIsLiveAndReady() throws Exception {
        assertThat(rig.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(rig.json("/v2/health/live").path("live").asBoolean()).isTrue();
        assertThat(rig.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(rig.json("/v2/health/ready").path("ready").asBoolean()).isTrue();
    }

    @Test
    void aModelIsDescribedWithItsVersionsPlatformAndTensors() throws Exception {
        assertThat(rig.json("/v2/models/pump")).isEqualTo(read("""
                                                               {"name":"pump","versions":["1","2"],"platform":"onnx_onnxv1",
                                                                "inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],
                                                                "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}]}"""));
        assertThat(rig.json("/v2/models/pump/versions/1").path("name").asText()).isEqualTo("pump");
        assertThat(rig.json("/v2/models/fixed")).isEqualTo(read("""
                                                                {"name":"fixed","versions":["1"],"platform":"onnx_onnxv1",
                                                                 "inputs":[{"name":"x","datatype":"FP32","shape":[1,3]}],
                                                                 "outputs":[{"name":"y","datatype":"FP32","shape":[3,1]}]}"""));
    }

    @Test
    void aModelAndAVersionAreReadyOrNot() throws Exception {
        assertThat(rig.get("/v2/models/pump/ready").statusCode()).isEqualTo(200);
        assertThat(rig.json("/v2/models/pump/ready")).isEqualTo(read("{\"name\":\"pump\",\"ready\":true}"));
        assertThat(rig.get("/v2/models/pump/versions/1/ready").statusCode()).isEqualTo(200);
        assertThat(rig.get("/v2/models/pump/versions/7/ready").statusCode()).isEqualTo(404);
        HttpResponse<String> broken = rig.get("/v2/models/broken/ready");
        assertThat(broken.statusCode()).isEqualTo(503);
        assertThat(read(broken.body())).isEqualTo(read("{\"name\":\"broken\",\"ready\":false}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/models/nobody", "/v2/models/nobody/ready", "/v2/models/nobody/stats",
        "/v2/models/pump/versions/9",
        "/v2/models/pump/versions/9/stats", "/v2/models/pump/versions/two", "/v2/models/pump/versions/0",
        "/v2/models/..%2F..%2Fetc%2Fpasswd", "/v2/models/$%7Bbody%7D", "/v2/models/%7B%7Bkafka.bootstrap.servers%7D%7D"})
    void whatIsNotThereIsSaidAsAnError(String path) throws Exception {
        HttpResponse<String> response = rig.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(read(response.body()).path("error").asText()).isNotBlank().doesNotContain("127.0.0.1:9092", "Exception");
    }

    @Test
    void tensorsGoInAndComeOutWithTheBatchAndTheId() throws Exception {
        HttpResponse<String> response = rig.infer("pump",
                """
                {"id":"42","inputs":[{"name":"x","shape":[3,2],"datatype":"FP32","data":[1,2,3.5,4,5,6e2]}]}""");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(read(response.body())).isEqualTo(
                read("""
                     {"model_name":"pump","model_version":"2","id":"42",
                      "outputs":[{"name":"y","datatype":"FP32","shape":[3,2],"data":[2.0,3.0,4.5,5.0,6.0,601.0]}]}"""));
    }

    @Test
    void whatTheModelCannotProcessIsTheRequestsOwnFault() throws Exception {
        rig.serve("picky", 1,
                Graph.of().input("x", DataType.INT64, -1, 1).output("y", DataType.FLOAT, -1, 1).floats("table", 1, 2)
                        .node("Gather", "y", "table", "x"),
                "task: raw\n");

        HttpResponse<String> response = rig.infer("picky",
                """
                {"inputs":[{"name":"x","shape":[1,1],"datatype":"INT64","data":[7]}]}""");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(read(response.body()).path("error").asText()).contains("the model could not process this input");
        assertThat(rig.infer("picky", """
                                      {"inputs":[{"name":"x","shape":[1,1],"datatype":"INT64","data":[1]}]}""").statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutAnIdTheResponseHasNone() throws Exception {
        assertThat(read(rig.infer("pump", ROW).body()).has("id")).isFalse();
    }

    @Test
    void theVersionInThePathAnswers() throws Exception {
        JsonNode response = read(rig.infer("pump/versions/1", ROW).body());

        assertThat(response.path("model_version").asText()).isEqualTo("1");
        assertThat(response.at("/outputs/0/data")).isEqualTo(read("[101.0,102.0]"));
        assertThat(rig.infer("pump/versions/3", ROW).statusCode()).isEqualTo(404);
        assertThat(rig.infer("broken", ROW).statusCode()).isEqualTo(503);
        assertThat(rig.infer("broken", ROW).headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void onlyTheOutputsThatAreAskedForAreGivenInThatOrder() throws Exception {
        String inputs = """
                        "inputs":[{"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]},
                                  {"name":"a","shape":[2,2],"datatype":"INT64","data":[[1,2],[9007199254740993,-4]]}]""";

        assertThat(read(rig.infer("two", "{" + inputs + ",\"outputs\":[{\"name\":\"other\"}]}").body()).path("outputs"))
                .isEqualTo(read("[{\"name\":\"other\",\"datatype\":\"BOOL\",\"shape\":[2],\"data\":[true,false]}]"));
        assertThat(read(rig.infer("two", "{" + inputs + ",\"outputs\":[{\"name\":\"other\"},{\"name\":\"same\"}]}").body())
                .path("outputs").findValuesAsText("name")).containsExactly("other", "same");
        assertThat(read(rig.infer("two", "{" + inputs + "}").body()).at("/outputs/0/data"))
                .isEqualTo(read("[1,2,9007199254740993,-4]"));
    }

    @Test
    void aModelWithoutABatchTakesItsWholeShape() throws Exception {
        HttpResponse<String> response = rig.infer("fixed",
                """
                {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[[1,2,3]]}]}""");

        assertThat(read(response.body()).path("outputs"))
                .isEqualTo(read("[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[3,1],\"data\":[1.0,2.0,3.0]}]"));
    }

    @Test
    void whatIsNotFiniteIsATextAsJsonHasNoNumberForIt() throws Exception {
        assertThat(read(rig.infer("root", """
                                          {"inputs":[{"name":"x","shape":[2,1],"datatype":"FP32","data":[-1,4]}]}""").body())
                .at("/outputs/0/data"))
                .isEqualTo(read("[\"NaN\",2.0]"));
    }

    @Test
    void onlyARequestThatAsksForItBecomesASampleAndIsAnsweredWhenThatIsOnDisk() throws Exception {
        Queue<String> samples = new ConcurrentLinkedQueue<>();
        assertThat(rig.infer("pump", ROW).statusCode()).isEqualTo(200);
        HttpResponse<String> kept = rig.infer("pump",
                """
                {"id":"k-1","parameters":{"sample":true},
                 "inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}]}""");
        assertThat(read(kept.body()).at("/outputs/0/data")).isEqualTo(read("[2.0,3.0,4.0,5.0]"));
        assertThat(read(rig
                .infer("two",
                        """
                        {"id":"k-2","parameters":{"sample":true},"inputs":[{"name":"b","shape":[1],"datatype":"BOOL","data":[true]},
                         {"name":"a","shape":[1,2],"datatype":"INT64","data":[5,6]}]}""")
                .body()).path("id").asText()).isEqualTo("k-2");

        rig.drain(record -> samples
                .add(record.getMessage().getHeader("ce_source") + " " + record.getMessage().getHeader("ce_id") + " "
                        + record.getMessage().getBody(String.class)));

        await().atMost(Patience.LONG).until(() -> samples.size() >= 2);
        assertThat(samples).hasSize(2);
        String first = samples.poll();
        assertThat(first).startsWith("/v2/models/pump k-1 {");
        JsonNode sample = read(first.substring(first.indexOf('{')));
        assertThat(sample.path("id").asText()).isEqualTo("k-1");
        assertThat(sample.path("version").asText()).isEqualTo("2");
        assertThat(sample.at("/inputs/0/shape")).isEqualTo(read("[2,2]"));
        assertThat(ByteBuffer.wrap(sample.at("/inputs/0/data").binaryValue()).order(ByteOrder.LITTLE_ENDIAN).getFloat(12))
                .isEqualTo(4);
        assertThat(sample.path("outputs")).isEqualTo(read("{\"y\":[2.0,3.0,4.0,5.0]}"));
        assertThat(samples.poll()).contains("\"outputs\":{\"same\":[5,6],\"other\":true}");
    }

    @Test
    void unknownFieldsAndParametersArePassedOver() throws Exception {
        assertThat(rig
                .infer("pump",
                        """
                        {"model_name":"pump","extra":{"deep":[1]},"parameters":{"mine":"x","n":1.5,"t":true},
                         "inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2],"parameters":{"content_type":"np"},"more":[]}],
                         "outputs":[{"name":"y","parameters":{"also":1}}]}""")
                .statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsSentAsAFormIsRefused() throws Exception {
        HttpResponse<String> response = rig.http().send(rig.http().request("/v2/models/pump/infer")
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(ROW)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("application/json");
    }

    @Test
    void aHeaderOrQueryDoesNotChangeWhatThePathSays() throws Exception {
        assertThat(rig.http().send(rig.http().request("/v2/models/pump/infer").header("model", "two")
                .POST(BodyPublishers.ofString(ROW))).statusCode()).isEqualTo(400);
        assertThat(rig.http().send(rig.http().request("/v2/models/pump/versions/1/infer?version=2")
                .POST(BodyPublishers.ofString(ROW))).statusCode()).isEqualTo(400);
    }

    private static JsonNode read(String json) throws Exception {
        return InferenceRig.JSON.readTree(json);
    }
}
