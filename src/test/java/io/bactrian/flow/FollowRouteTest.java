package io.bactrian.flow;

import static io.bactrian.flow.DeviceRequestRig.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.follow.Followers;
import io.bactrian.http.ApiToken;
import io.bactrian.kit.EventStream;
import io.bactrian.page.LiveViews;

/** The shipped routes of following, beside those of telemetry over HTTP, with a model on ONNX Runtime and spools on disk. */
class FollowRouteTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final String GOOD = "{\"id\":\"r-1\",\"values\":{\"a\":1.5,\"b\":2}}";

    @TempDir
    Path dir;
    private final Followers followers = new Followers(Clock.systemUTC());
    private final LiveViews live = new LiveViews(1);
    private DeviceRequestRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new DeviceRequestRig(dir, Map.of("a", new Calibration(2.0, 1.0)));
        rig.operator = ApiToken.of(TOKEN);
        rig.loopback = false;
        rig.trails = new MessageTrails(followers);
        new ControlSteps(null, rig.operators).bind(rig.steps);
        new FollowSteps(followers, rig.trails, live).bind(rig.steps);
        rig.start("sample", "devices", "follow");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return rig.http.send(rig.http.request(path).header("Authorization", "Bearer " + TOKEN).method(method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private JsonNode ask(String path, String body) throws Exception {
        HttpResponse<String> response = send("POST", path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> telemetry(String device, String body) throws Exception {
        return send("POST", "/devices/" + device + "/telemetry", body);
    }

    /** The only trail, when its message has ended. */
    private JsonNode trail() throws Exception {
        await()
                .until(() -> get("/bactrian/follow").at("/trails/0/last").asText().equals("ended"));
        return get("/bactrian/follow/" + get("/bactrian/follow").at("/trails/0/trail").asText());
    }

    private static List<String> steps(JsonNode trail) {
        return StreamSupport.stream(trail.path("steps").spliterator(), false).map(step -> step.path("step").asText()).toList();
    }

    private static JsonNode details(JsonNode trail, String step) {
        return StreamSupport.stream(trail.path("steps").spliterator(), false)
                .filter(each -> each.path("step").asText().equals(step)).findFirst().orElseThrow().path("details");
    }

    @Test
    void aDevicesNextMessageIsFollowedThroughItsSteps() throws Exception {
        assertThat(ask("/bactrian/follow", "{\"device\":\"pump-1\"}").path("messages").asInt()).isEqualTo(1);
        telemetry("pump-2", GOOD);
        telemetry("pump-1", GOOD);
        telemetry("pump-1", GOOD);

        JsonNode trail = trail();
        assertThat(get("/bactrian/follow").path("trails")).hasSize(1);
        assertThat(get("/bactrian/follow").path("requests")).isEmpty();
        assertThat(trail.path("device").asText()).isEqualTo("pump-1");
        assertThat(trail.path("id").asText()).isEqualTo("r-1");
        assertThat(trail.path("state").asText()).isEqualTo("answered");
        assertThat(trail.path("open").asBoolean()).as("waits for Kafka").isTrue();
        assertThat(steps(trail)).containsExactly("received", "decoded", "enriched", "ran", "answered", "sampled", "stored",
                "ended");
        assertThat(details(trail, "received").path("payload").asText()).isEqualTo(GOOD);
        assertThat(details(trail, "enriched").path("channels")).isEqualTo(JSON.readTree(
                "[{\"name\":\"a\",\"sent\":1.5,\"used\":4.0},{\"name\":\"b\",\"sent\":2.0,\"used\":2.0}]"));
        assertThat(details(trail, "ran").path("batch").asInt()).isEqualTo(1);
        assertThat(details(trail, "ran").path("version").asText()).isEqualTo("1");
        assertThat(details(trail, "answered").path("score").asDouble()).isEqualTo(6);
        assertThat(details(trail, "stored").path("spool").asText()).isEqualTo("samples");
        assertThat(details(trail, "stored").path("row").asLong()).isPositive();
        assertThat(trail.path("steps")).extracting(step -> step.path("micros").asLong()).isSorted();
        assertThat(trail.at("/steps/3/thread").asText()).startsWith("infer-sum");
    }

    @Test
    void aMessageIsFollowedByItsIdBeforeItWasSeen() throws Exception {
        ask("/bactrian/follow", "{\"id\":\"r-1\"}");
        telemetry("pump-1", "{\"id\":\"r-0\",\"features\":[1,2]}");
        telemetry("pump-1", GOOD);

        JsonNode trail = trail();
        assertThat(trail.path("id").asText()).isEqualTo("r-1");
        assertThat(steps(trail)).startsWith("received", "decoded", "enriched", "ran");
    }

    @Test
    void aMessageThatIsRefusedSaysWhyAndWhereItIsKept() throws Exception {
        ask("/bactrian/follow", "{\"id\":\"r-1\"}");
        telemetry("pump-1", "{\"id\":\"r-1\",\"values\":{\"a\":1.5}}");

        JsonNode trail = trail();
        assertThat(trail.path("state").asText()).isEqualTo("refused");
        assertThat(steps(trail)).containsExactly("received", "decoded", "refused", "dead-letter", "stored", "ended");
        assertThat(details(trail, "refused").path("code").asText()).isEqualTo("missing-channel");
        assertThat(details(trail, "refused").path("reason").asText()).contains("b");
        assertThat(details(trail, "stored").path("spool").asText()).isEqualTo("dead-letters");
    }

    @Test
    void aMessageThatCannotBeReadIsFoundByTheIdThatCould() throws Exception {
        ask("/bactrian/follow", "{\"id\":\"r-1\"}");
        telemetry("pump-1", "{\"id\":\"r-1\",\"values\":{\"a\":[]}}");

        assertThat(steps(trail())).containsExactly("received", "refused", "dead-letter", "stored", "ended");
    }

    @Test
    void whatIsSentFromThePageIsAnsweredAsTheDevicesOwnWouldBeAndFollowed() throws Exception {
        JsonNode sent = ask("/bactrian/follow/publish", "{\"device\":\"pump-1\",\"payload\":" + GOOD + "}");

        assertThat(sent.path("status").asInt()).isEqualTo(200);
        assertThat(sent.at("/answer/device").asText()).isEqualTo("pump-1");
        assertThat(sent.at("/answer/score").asDouble()).isEqualTo(6);
        JsonNode trail = get("/bactrian/follow/" + sent.path("trail").asText());
        assertThat(steps(trail)).contains("received", "decoded", "ran", "answered", "stored");
        assertThat(details(trail, "received").path("topic").asText()).isEqualTo("/devices/pump-1/telemetry");
    }

    @Test
    void whatIsSentFromThePageIsRefusedAsTheDevicesOwnWouldBe() throws Exception {
        JsonNode sent = ask("/bactrian/follow/publish", "{\"device\":\"pump-1\",\"payload\":\"no JSON\"}");

        assertThat(sent.path("status").asInt()).isEqualTo(400);
        assertThat(sent.at("/answer/error/code").asText()).isEqualTo("not-json");
        JsonNode trail = get("/bactrian/follow/" + sent.path("trail").asText());
        assertThat(trail.path("state").asText()).isEqualTo("refused");
        assertThat(steps(trail)).contains("dead-letter");
    }

    @Test
    void aFailureOfTheServiceIsSaid() throws Exception {
        ask("/bactrian/follow", "{\"device\":\"pump-1\"}");
        rig.models.fail("sum", "it has no version in service");
        telemetry("pump-1", GOOD);

        JsonNode trail = get("/bactrian/follow/" + get("/bactrian/follow").at("/trails/0/trail").asText());
        assertThat(steps(trail)).containsExactly("received", "decoded", "failed");
        assertThat(trail.path("state").asText()).isEqualTo("failed");
        assertThat(details(trail, "failed").path("reason").asText()).contains("no version in service");
        assertThat(followers.idle()).isTrue();
    }

    @Test
    void allMessagesOfATimeAreFollowedInPages() throws Exception {
        assertThat(ask("/bactrian/follow", "{\"device\":\"pump-1\",\"seconds\":600}").path("messages").asInt())
                .isEqualTo(Followers.MOST_TRAILS);
        for (int n = 0; n < 5; n++) {
            telemetry("pump-1", "{\"id\":\"r-" + n + "\",\"features\":[1,2]}");
        }

        JsonNode first = get("/bactrian/follow?limit=3");
        assertThat(first.path("trails")).extracting(trail -> trail.path("id").asText()).containsExactly("r-4", "r-3", "r-2");
        assertThat(first.at("/requests/0/messages").asInt()).isEqualTo(Followers.MOST_TRAILS - 5);
        JsonNode next = get("/bactrian/follow?limit=3&before=" + first.at("/trails/2/trail").asText());
        assertThat(next.path("trails")).extracting(trail -> trail.path("id").asText()).containsExactly("r-1", "r-0");
    }

    @Test
    void whoLooksGetsTheNewestTrailsLiveAndOneMoreThanMayLookIsTurnedAway() throws Exception {
        HttpRequest.Builder request = rig.http.request("/bactrian/follow/live").header("Authorization", "Bearer " + TOKEN);
        try (EventStream stream = rig.http.follow(request)) {
            await().until(() -> live.open() == 1);
            assertThat(send("GET", "/bactrian/follow/live", null).statusCode()).isEqualTo(503);
            ask("/bactrian/follow", "{\"device\":\"pump-1\"}");
            telemetry("pump-1", GOOD);
            live.tick();

            assertThat(JSON.readTree(stream.event("follow")).at("/trails/0/id").asText()).isEqualTo("r-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"device\":\"a\",\"id\":\"b\"}", "{\"device\":7}", "{\"device\":\"\"}", "[]",
        "{\"device\":\"a\",\"seconds\":0}", "{\"device\":\"a\",\"seconds\":3601}", "{\"device\":\"a\",\"messages\":2001}",
        "{\"device\":\"a\",\"messages\":\"many\"}", "{\"device\":\"a\",\"messages\":\"7\"}",
        "{\"device\":\"a\",\"minutes\":1}"})
    void aRequestThatIsNotUnderstoodIsRefusedWithWhatIsExpected(String body) throws Exception {
        HttpResponse<String> response = send("POST", "/bactrian/follow", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").asText()).contains("expected");
        assertThat(followers.idle()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/bactrian/follow?limit=0 | 400", "/bactrian/follow?limit=201 | 400",
        "/bactrian/follow?limit=1&limit=2 | 400", "/bactrian/follow?limit= | 400", "/bactrian/follow?before=nobody | 404",
        "/bactrian/follow/nobody | 404"})
    void whatIsNotThereIsSaid(String path, int status) throws Exception {
        assertThat(send("GET", path, null).statusCode()).isEqualTo(status);
    }

    @Test
    void moreRequestsThanMayBeAreRefused() throws Exception {
        IntStream.range(0, Followers.MOST_REQUESTS)
                .forEach(n -> followers.device("d-" + n, 1, Duration.ofHours(1)));

        HttpResponse<String> response = send("POST", "/bactrian/follow", "{\"device\":\"one-more\"}");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("wait until one has ended");
    }

    @ParameterizedTest
    @CsvSource({"GET, /bactrian/follow", "GET, /bactrian/follow/live", "GET, /bactrian/follow/x", "POST, /bactrian/follow",
        "POST, /bactrian/follow/publish"})
    void nothingIsShownOrDoneWithoutTheToken(String method, String path) throws Exception {
        for (String header : new String[]{null, "Bearer wrong-horse-battery", TOKEN}) {
            HttpRequest.Builder request = rig.http.request(path).method(method,
                    BodyPublishers.ofString("{\"device\":\"pump-1\",\"payload\":" + GOOD + "}"));
            if (header != null) {
                request.header("Authorization", header);
            }
            assertThat(rig.http.send(request).statusCode()).as(header).isEqualTo(401);
        }
        assertThat(followers.idle()).isTrue();
        assertThat(followers.trails(null, 1)).isEmpty();
    }
}
