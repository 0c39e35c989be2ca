package io.bactrian.flow;

import static io.bactrian.flow.DeviceRequestRig.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.enrich.RowAssembler;
import io.bactrian.http.ApiToken;
import io.bactrian.kit.Patience;
import io.bactrian.kit.StubComponent;

/** The shipped routes from a message that is refused to its letter, and once more to an answer; with a model and spools on disk. */
class LetterRouteTest {
    private static final String TOKEN = "correct-horse-battery";

    @TempDir
    Path dir;
    private final Queue<String> published = new ConcurrentLinkedQueue<>();
    private final Queue<String> samples = new ConcurrentLinkedQueue<>();
    private DeviceRequestRig rig;
    private RowAssembler assembler;

    @BeforeEach
    void serve() throws Exception {
        rig = new DeviceRequestRig(dir);
        rig.operator = ApiToken.of(TOKEN);
        rig.retries = new Retries(new RetrySettings(5, Duration.ofDays(1), 1 << 20), failure -> false,
                new ProcessClock(System::nanoTime, Clock.systemUTC()), rig.meters);
        rig.context.addComponent("paho-mqtt5", new StubComponent((topic, exchange) -> published.add(exchange.getMessage()
                .getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC) + " " + exchange.getMessage().getBody(String.class))));
        assembler = new RowAssembler(rig.devices, rig.enricher, 10, 100, System::nanoTime);
        new AssemblySteps(assembler).bind(rig.steps);
        new LetterSteps(rig.letters, Trip.TOPICS, rig.codec, rig.meters).bind(rig.steps);
        new ControlSteps(null, rig.operators).bind(rig.steps);
        new DeliverySteps(null, null, null, List::of).bind(rig.steps);
        rig.start("errors", "reply", "send", "sample", "devices", "api");
        rig.load(ResourceHelper.fromString("ingest.camel.yaml", process()));
        rig.context.addRoutes(broker());
    }

    /** What is done with each message, without the subscription. */
    private static String process() throws IOException {
        String shipped = new String(
                LetterRouteTest.class.getResourceAsStream("/routes/ingest.camel.yaml").readAllBytes(), UTF_8);
        return shipped.substring(shipped.indexOf("- route:\n    id: process"));
    }

    private RouteBuilder broker() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:broker").to("direct:process");
                from("spool:samples?exchangePerRecord=true").process(record -> samples.add(record.getMessage()
                        .getHeader("ce_source") + " " + record.getMessage().getHeader("ce_id")));
            }
        };
    }

    @AfterEach
    void stop() {
        assembler.close();
        rig.close();
    }

    @Test
    void aMessageOfTheBrokerThatIsCorrectedIsAnsweredWhereItsDeviceListens() throws Exception {
        String id = refusedByBroker("{\"id\":\"r-1\",\"features\":[1]}");
        published.clear();

        HttpResponse<String> answer = again(id, "{\"text\":\"{\\\"id\\\":\\\"r-1\\\",\\\"features\\\":[1,2]}\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("score").asDouble()).isEqualTo(3);
        assertThat(published).singleElement().asString().startsWith("devices/pump-7/inference {\"id\":\"r-1\"")
                .contains("\"score\":3.0");
        await().atMost(Patience.LONG).until(() -> List.copyOf(samples), List.of("/devices/pump-7 r-1")::equals);
        assertThat(rig.letters.count()).isEqualTo(1);
        assertThat(sentAgain("answered")).isEqualTo(1);
        assertThat(again(id, "{}").statusCode()).isEqualTo(409);
    }

    @Test
    void whatIsRefusedAgainIsSaidToTheOperatorAndMakesNeitherALetterNorAnErrorForTheDevice() throws Exception {
        String id = refusedByBroker("{\"features\":[1]}");
        published.clear();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = again(id, "{\"text\":\"{}\"}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).path("error").asText()).startsWith("wrong-type: ");
        }

        assertThat(published).isEmpty();
        assertThat(samples).isEmpty();
        assertThat(rig.letters.count()).isEqualTo(1);
        assertThat(sentAgain("refused")).isEqualTo(3);
    }

    @Test
    void aFailureOfTheServiceIsSaidAndTheLetterCanBeSentLater() throws Exception {
        String id = refusedByBroker("{\"features\":[1]}");
        rig.models.fail("sum", "it has no version in service");
        HttpResponse<String> answer = again(id, "{\"text\":\"{\\\"features\\\":[1,2]}\"}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("no version in service");
        assertThat(sentAgain("failed")).isEqualTo(1);
        assertThat(rig.letters.find(Long.parseLong(id)).orElseThrow().state()).isEqualTo(DeadLetters.State.KEPT);
    }

    @Test
    void aMessageThatCameOverHttpIsAnsweredInTheResponseAndNotOverMqtt() throws Exception {
        assertThat(rig.http.send(rig.http.request("/devices/pump-8/telemetry").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"id\":\"h-1\",\"features\":[1]}"))).statusCode()).isEqualTo(400);

        HttpResponse<String> answer = again(newest(), "{\"base64\":\"eyJmZWF0dXJlcyI6WzEsMl19\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode said = JSON.readTree(answer.body());
        assertThat(said.path("device").asText()).isEqualTo("pump-8");
        assertThat(said.path("score").asDouble()).isEqualTo(3);
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        assertThat(published).isEmpty();
    }

    /** The id of its letter. */
    private String refusedByBroker(String payload) {
        rig.context.createProducerTemplate().send("direct:broker", exchange -> {
            exchange.getMessage().setHeader(PahoMqtt5Constants.MQTT_TOPIC, "devices/pump-7/telemetry");
            exchange.getMessage().setBody(payload.getBytes(UTF_8));
        });
        assertThat(published).hasSize(1);
        return newest();
    }

    private String newest() {
        return Long.toString(rig.letters.list(null, Long.MAX_VALUE, 1).get(0).id());
    }

    private double sentAgain(String result) {
        return rig.counted("bactrian.dead.letters.sent.again", "result", result);
    }

    private HttpResponse<String> again(String id, String body) throws Exception {
        return rig.http
                .send(rig.http.request("/bactrian/dead-letters/" + id + "/again").header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }
}
