package io.bactrian.http;

import static io.bactrian.http.InferenceRig.plus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.kit.Patience;
import io.bactrian.model.LoadedVersion;

/** Requests for inference that wait or that nobody waits for any more, and how they are counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferenceQueueTest {
    private static final String ROW = """
                                      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";

    @TempDir
    static Path dir;
    private InferenceRig rig;
    private LoadedVersion pump;

    @BeforeAll
    void start() {
        rig = InferenceRig.open(dir);
        pump = rig.serve("pump", 2, plus(1), "task: raw\n");
        rig.serve("small", 1, plus(0), "task: raw\nbatching: {size: 2, queue: 4}\n");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @Test
    void aTimeoutThatHasPassedEndsIn504AndIsNotRun() throws Exception {
        CountDownLatch gate = rig.block(pump);
        long before = pump.requests().read().inferences();
        CompletableFuture<HttpResponse<String>> late = CompletableFuture.supplyAsync(() -> call("pump",
                ROW.replace("{\"inputs\"", "{\"parameters\":{\"timeout\":1},\"inputs\"")));
        await().atMost(Patience.LONG).until(() -> rig.engine().waiting("pump") == 1);
        gate.countDown();

        assertThat(late).succeedsWithin(Patience.LONG).satisfies(response -> {
            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(response.body()).contains("error", "timeout");
        });
        assertThat(pump.requests().read().inferences()).isEqualTo(before);
        assertThat(
                rig.infer("pump", ROW.replace("{\"inputs\"", "{\"parameters\":{\"timeout\":60000000},\"inputs\"")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatWaitsForAClientThatHasGoneIsNotRun() throws Exception {
        CountDownLatch gate = rig.block(pump);
        long before = pump.requests().read().inferences();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), rig.http().port())) {
            client.getOutputStream().write(("POST /v2/models/pump/infer HTTP/1.1\r\nHost: x\r\nContent-Length: " + ROW.length()
                    + "\r\n\r\n" + ROW).getBytes(StandardCharsets.US_ASCII));
            await().atMost(Patience.LONG).until(() -> rig.engine().waiting("pump") == 1);
        }
        CompletableFuture<HttpResponse<String>> next = CompletableFuture.supplyAsync(() -> call("pump", ROW));
        await().atMost(Patience.LONG).until(() -> rig.engine().waiting("pump") == 2);
        gate.countDown();

        assertThat(next).succeedsWithin(Patience.LONG).satisfies(response -> assertThat(response.statusCode()).isEqualTo(200));
        assertThat(pump.requests().read().inferences()).isEqualTo(before + 1);
    }

    @Test
    void aFullQueueEndsIn503WithRetryAfterAndNoThreadWaits() throws Exception {
        LoadedVersion small = rig.engine().loaded(rig.models().choose("small", "", null).orElseThrow().serving()).orElseThrow();
        CountDownLatch gate = rig.block(small);
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> call("small", ROW))).toList();
        await().atMost(Patience.LONG).until(() -> rig.engine().waiting("small") == 2);

        HttpResponse<String> refused = rig.infer("small", ROW);
        gate.countDown();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(read(refused.body()).path("error").asText()).contains("batching.queue");
        assertThat(waiting).allSatisfy(response -> assertThat(response).succeedsWithin(Patience.LONG)
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200)));
    }

    @Test
    void requestsInFlightHoldNoThreads() throws Exception {
        CountDownLatch gate = rig.block(pump);
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 100).mapToObj(i -> rig.http().async(
                rig.http().request("/v2/models/pump/infer").POST(BodyPublishers.ofString(ROW)))).toList();
        await().atMost(Patience.LONG).until(() -> rig.engine().waiting("pump") == 100);

        assertThat(rig.get("/v2/models/pump").statusCode()).isEqualTo(200);
        gate.countDown();

        assertThat(waiting).allSatisfy(response -> assertThat(response).succeedsWithin(Patience.LONG)
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200)));
    }

    @Test
    void aRequestOfSixtyFourRowsIsOneRequestAndSixtyFourInferences() throws Exception {
        rig.serve("counted", 1, plus(0), "task: raw\nbatching: {size: 64}\n");
        String rows = "[" + "1,2,".repeat(63) + "1,2]";
        rig.infer("counted", "{\"inputs\":[{\"name\":\"x\",\"shape\":[64,2],\"datatype\":\"FP32\",\"data\":" + rows + "}]}");
        rig.infer("counted", ROW);

        JsonNode stats = rig.json("/v2/models/counted/stats").path("model_stats");

        assertThat(stats).hasSize(1);
        assertThat(stats.at("/0/name").asText()).isEqualTo("counted");
        assertThat(stats.at("/0/version").asText()).isEqualTo("1");
        assertThat(stats.at("/0/inference_count").asInt()).isEqualTo(65);
        assertThat(stats.at("/0/inference_stats/success/count").asInt()).isEqualTo(2);
        assertThat(stats.at("/0/last_inference").asLong()).isPositive();
        int executions = stats.at("/0/execution_count").asInt();
        assertThat(stats.at("/0/batch_stats").findValuesAsText("batch_size")).isNotEmpty();
        int counted = 0;
        for (JsonNode size : stats.at("/0/batch_stats")) {
            counted += size.at("/compute_infer/count").asInt();
        }
        assertThat(counted).isEqualTo(executions);
        for (String name : List.of("success", "fail", "queue", "compute_input", "compute_infer", "compute_output",
                "cache_hit")) {
            assertThat(stats.at("/0/inference_stats/" + name + "/count").isIntegralNumber()).as(name).isTrue();
            assertThat(stats.at("/0/inference_stats/" + name + "/ns").isIntegralNumber()).as(name).isTrue();
        }
        assertThat(rig.json("/v2/models/stats").path("model_stats").findValuesAsText("name")).contains("counted", "pump");
    }

    private HttpResponse<String> call(String model, String body) {
        try {
            return rig.infer(model, body);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(String json) throws Exception {
        return InferenceRig.JSON.readTree(json);
    }
}
