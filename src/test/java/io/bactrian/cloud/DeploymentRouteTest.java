package io.bactrian.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.RolloutReport;
import io.bactrian.announce.RolloutReportJson;
import io.bactrian.cloud.deploy.DeploymentSettings;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.kit.Contract;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;

/** The shipped routes of deployments over HTTP, and their steps, before a pool; Kafka is the test's. */
@ExpectedErrors({"io.bactrian.http", "com.networknt"})
class DeploymentRouteTest {
    private static final Contract CONTRACT = Contract.of("deployments");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;
    private final ReportCounts counts = new ReportCounts();
    /** Keys and values as Kafka gets them. */
    private final ConcurrentLinkedQueue<Map.Entry<String, String>> sent = new ConcurrentLinkedQueue<>();
    private CloudRoutes cloud;
    private Deployments deployments;

    @BeforeEach
    void start() throws Exception {
        cloud = new CloudRoutes();
        Pool pool = new Pool(dir.resolve("pool"), new PoolSettings(1 << 20, 1 << 24, 0, false), null, Clock.systemUTC());
        pool.add(Path.of("models/pump-anomaly/1"), CardDraft.uploaded("pump", 2, "ada"));
        deployments = new Deployments(dir.resolve("deployments"),
                new DeploymentSettings(URI.create("https://cloud/bactrian/pool"), 3, Duration.ofHours(1)),
                new AnnouncementPublisher(cloud.context().createProducerTemplate()), System::nanoTime, Clock.systemUTC());
        new DeploySteps(deployments, pool).bind(cloud.steps());
        new RolloutSteps(deployments, counts).bind(cloud.steps());
        cloud.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:announcement").process("announcement").process(exchange -> sent.add(Map.entry(
                        exchange.getMessage().getHeader("kafka.KEY", String.class),
                        exchange.getMessage().getBody() == null ? "" : exchange.getMessage().getBody(String.class))));
            }
        });
        cloud.start("deployments");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpResponse<String> answer = cloud.post(path, body);
        assertThat(CONTRACT.faults("post", promised(path), answer)).isEmpty();
        return answer;
    }

    /** The path as the contract has it. */
    private static String promised(String path) {
        return path.replace("/pump", "/{model}").replace("/2/", "/{version}/");
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = cloud.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(CONTRACT.faults("get", promised(path), answer)).isEmpty();
        return JSON.readTree(answer.body());
    }

    /** As Kafka's consumer hands them over. */
    private void report(byte[]... records) throws Exception {
        List<Exchange> batch = new ArrayList<>();
        for (byte[] record : records) {
            Exchange each = new DefaultExchange(cloud.context());
            each.getMessage().setHeader("kafka.TOPIC", "bactrian.rollouts");
            each.getMessage().setHeader("kafka.PARTITION", 1);
            each.getMessage().setHeader("kafka.OFFSET", 40L + batch.size());
            each.getMessage().setBody(record);
            batch.add(each);
        }
        Exchange all = new DefaultExchange(cloud.context());
        all.getMessage().setBody(batch);
        cloud.context().getRegistry().lookupByNameAndType("take-reports", Processor.class).process(all);
    }

    private static byte[] report(String node, String state) {
        return RolloutReportJson
                .write(new RolloutReport(node + state, Instant.now(), node, "pump", 2, state, null, null, Map.of()));
    }

    @Test
    void reportsThatCannotBeKeptAreSaidAndCountOnceWhenTheyAreReadAgain() throws Exception {
        Path nodes = dir.resolve("deployments/nodes");
        Files.delete(nodes);
        assertThatThrownBy(() -> report(report("edge-1", "serving"), "{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
        assertThat(counts.problem()).startsWith("reports cannot be kept: ").contains("edge-1", "read again");
        assertThat(deployments.reports().offset("bactrian.rollouts/1")).isNull();

        Files.createDirectory(nodes);
        report(report("edge-1", "serving"), "{".getBytes(StandardCharsets.UTF_8));
        assertThat(counts.problem()).startsWith("1 reports could not be read");
        assertThat(counts.taken()).isEqualTo(1);
    }

    @Test
    void aVersionOfThePoolIsDeployedInStagesAndWithdrawn() throws Exception {
        HttpResponse<String> begun = post("/bactrian/deployments",
                """
                {"model": "pump", "version": 2, "canary": {"nodes": ["edge-1"]}, "promote": "gated", "by": "anna"}""");
        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(begun.body()).path("state").asText()).isEqualTo("canary");
        deployments.step();
        var announced = AnnouncementJson.read(sent.peek().getValue().getBytes(StandardCharsets.UTF_8));
        assertThat(sent.poll().getKey()).isEqualTo("pump/2");
        assertThat(announced.nodes().names()).containsExactly("edge-1");
        assertThat(announced.url()).isEqualTo(URI.create("https://cloud/bactrian/pool/pump/2/archive"));

        report(report("edge-1", "serving"), "{".getBytes(StandardCharsets.UTF_8), report("edge-2", "fetching"));
        deployments.step();
        assertThat(deployments.reports().offset("bactrian.rollouts/1")).isEqualTo(42);
        assertThat(counts.taken()).isEqualTo(2);
        assertThat(counts.problem()).startsWith("1 reports could not be read");
        JsonNode listed = get("/bactrian/deployments").get(0);
        assertThat(listed.path("state").asText()).isEqualTo("all");
        assertThat(listed.path("states")).isEqualTo(JSON.readTree("{\"serving\": 1, \"fetching\": 1}"));
        assertThat(get("/bactrian/nodes").get(0).path("serving")).isEqualTo(JSON.readTree("{\"pump\": 2}"));
        JsonNode history = get("/bactrian/deployments/pump").get(0);
        assertThat(history.path("history").findValuesAsText("by")).containsExactly("anna", "bactrian");
        assertThat(history.path("reports").findValuesAsText("node")).containsExactly("edge-1", "edge-2");

        assertThat(
                post("/bactrian/deployments/pump/2/withdraw", "{\"by\": \"bert\", \"reason\": \"it is wrong\"}").statusCode())
                .isEqualTo(200);
        await().atMost(Patience.LONG).untilAsserted(() -> {
            deployments.step();
            assertThat(sent).last().satisfies(record -> assertThat(record.getValue()).contains("\"state\":\"withdrawn\""));
        });
    }

    @Test
    void whatCannotBeDoneIsNamedWithItsStatus() throws Exception {
        assertThat(post("/bactrian/deployments", "{\"model\": \"pump\"}")).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("model or version is missing");
        });
        assertThat(post("/bactrian/deployments", "{\"model\": \"pump\", \"version\": 2, \"canary\": {\"shares\": 0.1}}").body())
                .contains("canary.shares is no known key");
        assertThat(post("/bactrian/deployments", "{\"model\": \"pump\", \"version\": 9}").statusCode()).isEqualTo(404);
        assertThat(post("/bactrian/deployments", "{\"model\": \"pump\", \"version\": 2, \"canary\": {\"share\": 0.1}}"))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(409);
                    assertThat(answer.body()).contains("no node that is meant is known yet");
                });
        assertThat(post("/bactrian/deployments/pump/2/stop", "{}").statusCode()).isEqualTo(404);
        post("/bactrian/deployments", "{\"model\": \"pump\", \"version\": 2}");
        assertThat(post("/bactrian/deployments/pump/2/promote-stage", "{}").statusCode()).isEqualTo(409);
        assertThat(post("/bactrian/deployments/pump/2/stop", "{\"by\": 7}").statusCode()).isEqualTo(400);
        assertThat(post("/bactrian/deployments/pump/2/stop", "").statusCode()).isEqualTo(200);
        assertThat(cloud.anonymous("/bactrian/nodes").statusCode()).isEqualTo(401);
        assertThat(cloud.anonymous("/bactrian/openapi/deployments").body()).contains("openapi: 3.0.3");
    }
}
