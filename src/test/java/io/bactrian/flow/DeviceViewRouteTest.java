package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.enrich.Enriched;
import io.bactrian.enrich.ValueRange;
import io.bactrian.http.ApiToken;
import io.bactrian.http.AsyncHttpEngine;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.ControlApi;
import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/** The shipped routes of what devices said lately, over HTTP. */
@ExpectedErrors("io.bactrian.flow")
class DeviceViewRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "correct-horse-battery";
    private static final Manifest MODEL = Manifests.of("pumps", "3", 1, List.of("score"),
            new Manifest.Answer("score", null, null, List.of("normal", "anomaly"), Map.of(), 2), "flow", "head");
    private static final DeviceProfile PROFILE = new DeviceProfile("pumps", null, Map.of("site", "north"),
            Map.of("flow", new Calibration(0.1, 1.0)), Map.of("head", new ValueRange("m", false, 0.0, 5.0)), null);

    private final AtomicLong millis = new AtomicLong(1_795_431_600_000L);
    private final DeviceActivity activity = new DeviceActivity(100, 1 << 20, millis::get);
    private final DeviceViews views = new DeviceViews(activity, 2, millis::get);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private CamelHttp http;

    @BeforeEach
    void start() throws Exception {
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        AsyncHttpEngine server = new AsyncHttpEngine();
        server.setCamelContext(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(server);
        ControlAccess access = new ControlAccess(() -> ApiToken.of(TOKEN));
        StepRegistry steps = new StepRegistry(context.getRegistry());
        new ControlSteps(null, access).bind(steps);
        new DeviceViewSteps(activity, views).bind(steps);
        steps.step("end-process", Steps::endProcess);
        steps.step("authorise-view", new ControlApi(access)::authorise);
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.resolveMandatoryResource(context, "classpath:routes/device-views.camel.yaml"))) {
            context.addRoutes(routes);
        }
        server.start();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void devicesAreListedByNameAPageAtATime() throws Exception {
        answer("pump-2", 1);
        answer("pump-1", 3);
        answer("pump-3", 1);

        JsonNode first = json("/bactrian/devices?limit=2&points=5");
        assertThat(first.path("known").asInt()).isEqualTo(3);
        assertThat(first.path("next").asText()).isEqualTo("pump-2");
        assertThat(first.path("devices").get(0)).isEqualTo(JSON.readTree(
                """
                {"device":"pump-1","state":"answered","seen":1795431600000,"model":"pumps","version":"3","have":1,"need":1,
                 "task":"raw","threshold":2.0,"label":"anomaly","score":3.0,"anomalous":false,"outOfRange":["head"],"answers":1,"errors":0,"scores":[3.0]}"""));
        assertThat(json("/bactrian/devices?limit=2&after=pump-2").findValuesAsText("device")).containsExactly("pump-3");
        assertThat(json("/bactrian/devices?search=ANOMALY").findValuesAsText("device")).containsExactly("pump-1");
    }

    @Test
    void aDeviceIsShownWithItsHistoryCalibrationRangesAndChannels() throws Exception {
        answer("north/pump 1", 1);
        String path = "/bactrian/devices/north%2Fpump%201";
        json(path);
        answer("north/pump 1", 3);
        activity.refused("north/pump 1", new BadInput(ErrorCode.EMPTY, "nothing came"));

        JsonNode pump = json(path);
        assertThat(pump.path("state").asText()).isEqualTo("refused");
        assertThat(pump.at("/error/message").asText()).isEqualTo("nothing came");
        assertThat(pump.at("/labels/site").asText()).isEqualTo("north");
        assertThat(pump.at("/calibration/flow/scale").asDouble()).isEqualTo(0.1);
        assertThat(pump.at("/ranges/head/maximum").asDouble()).isEqualTo(5);
        assertThat(pump.at("/history/scores")).isEqualTo(JSON.readTree("[1.0,3.0]"));
        assertThat(pump.at("/channels/names")).isEqualTo(JSON.readTree("[\"flow\",\"head\"]"));
        assertThat(pump.at("/channels/values")).isEqualTo(JSON.readTree("[1.0,9.0]"));
    }

    @Test
    void theDocumentHasEveryFieldThatIsWritten() throws Exception {
        answer("pump-1", 3);
        json("/bactrian/devices/pump-1");
        answer("pump-1", 3);
        activity.refused("pump-1", new BadInput(ErrorCode.EMPTY, "nothing came"));
        String document = new String(getClass().getResourceAsStream("/openapi/device-views.yaml").readAllBytes());
        Set<String> names = new TreeSet<>();
        fields(json("/bactrian/devices/pump-1"), names);
        fields(json("/bactrian/devices?points=1"), names);

        assertThat(names).hasSizeGreaterThan(25).allSatisfy(name -> assertThat(document).contains("  " + name + ":"));
    }

    private static void fields(JsonNode node, Set<String> names) {
        node.properties().forEach(field -> {
            names.add(field.getKey());
            if (!Set.of("labels", "units").contains(field.getKey())) {
                field.getValue().properties().forEach(inner -> {
                    if (!Set.of("calibration", "ranges").contains(field.getKey())) {
                        names.add(inner.getKey());
                    }
                });
            }
            field.getValue().elements().forEachRemaining(entry -> fields(entry, names));
        });
    }

    @Test
    void whoWatchesGetsAllAtFirstAndThenWhatChanges() throws Exception {
        answer("pump-1", 1);
        answer("pump-2", 1);
        BlockingQueue<String> lines = watch("/bactrian/devices?watch=true&limit=2");
        await().atMost(Patience.LONG).until(() -> views.open() == 1);

        millis.addAndGet(1);
        views.step();
        assertThat(event(lines).findValuesAsText("device")).containsExactly("pump-1", "pump-2");
        millis.addAndGet(2_000);
        views.step();
        answer("pump-2", 5);
        answer("pump-3", 5);
        views.step();
        JsonNode changed = event(lines);
        assertThat(changed.findValuesAsText("device")).as("neither what is the same nor what is not looked at")
                .containsExactly("pump-2");
        assertThat(changed.at("/devices/0/score").asDouble()).isEqualTo(5);

        millis.addAndGet(2_000);
        BlockingQueue<String> second = watch("/bactrian/devices?watch=true&limit=2");
        await().atMost(Patience.LONG).until(() -> views.open() == 2);
        views.step();
        assertThat(event(second).findValuesAsText("device")).as("who comes later").containsExactly("pump-1", "pump-2");
    }

    @Test
    void whoWatchesADeviceGetsItsHistoryAndThenWhatIsNewInIt() throws Exception {
        answer("pump-1", 1);
        BlockingQueue<String> lines = watch("/bactrian/devices/pump-1?watch=true");
        await().atMost(Patience.LONG).until(() -> views.open() == 1);
        views.step();
        assertThat(event(lines).at("/history/scores")).isEqualTo(JSON.readTree("[1.0]"));

        millis.addAndGet(2_000);
        answer("pump-1", 5);
        answer("pump-1", 6);
        views.step();
        JsonNode changed = event(lines);
        assertThat(changed.at("/history/scores")).isEqualTo(JSON.readTree("[5.0,6.0]"));
        assertThat(changed.at("/history/written").asLong()).isEqualTo(3);
        assertThat(changed.at("/channels/values")).isEqualTo(JSON.readTree("[1.0,9.0,1.0,9.0]"));
    }

    @Test
    void noMoreThanTheMostWatchAndTheNextIsToldWhatToDo() throws Exception {
        watch("/bactrian/devices?watch=true");
        watch("/bactrian/devices?watch=true&search=x");
        await().atMost(Patience.LONG).until(() -> views.open() == 2);
        HttpResponse<String> third = get("/bactrian/devices?watch=true&search=y");

        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.body()).contains("bactrian.page.viewers");
        assertThat(get("/bactrian/devices").statusCode()).as("the list itself").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=1e3", "points=-1", "points=301", "watch=maybe",
        "search=a&search=b", "limit=99999999999", "limit=", "limit=1&limit=2"})
    void aQueryThatIsNotUnderstoodIsRefused(String query) throws Exception {
        HttpResponse<String> answer = get("/bactrian/devices?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).contains("'" + query.split("=")[0] + "' in the query");
    }

    @Test
    void aDeviceOfWhichNothingIsKnownIsSaidSo() throws Exception {
        assertThat(get("/bactrian/devices/pump-9").statusCode()).isEqualTo(404);
        assertThat(get("/bactrian/devices/pump-9?watch=true").statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(get("/bactrian/devices/pump-9").body()).path("error").asText())
                .contains("no message since the start");
    }

    @Test
    void nothingIsShownToWhoMayNotSeeIt() throws Exception {
        answer("pump-1", 1);
        for (String path : List.of("/bactrian/devices", "/bactrian/devices?watch=true", "/bactrian/devices/pump-1",
                "/bactrian/devices/pump-1?watch=true")) {
            assertThat(http.get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(http.get("/bactrian/openapi/device-views").statusCode()).isEqualTo(200);
        assertThat(views.open()).isZero();
    }

    private void answer(String device, double score) {
        Envelope envelope = new Envelope(device, "devices/" + device + "/telemetry", new byte[0], 1, false, 0, null, null,
                Envelope.NEVER);
        double[] values = {1, 9};
        Enriched input = new Enriched(new Telemetry(envelope, "r-1", 0, null, values, null, null, false), PROFILE, MODEL,
                values,
                null, 1, 0, null, List.of("head"));
        activity.answered(input, new ModelOutput(input, MODEL,
                List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{score}))));
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(http.request(path).header("Authorization", "Bearer " + TOKEN));
    }

    private BlockingQueue<String> watch(String path) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        HttpRequest request = http.request(path).header("Authorization", "Bearer " + TOKEN).build();
        HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofLines())
                .thenAccept(response -> response.body().forEach(lines::add));
        return lines;
    }

    /** The data of the next event. */
    private static JsonNode event(BlockingQueue<String> lines) throws Exception {
        String line;
        do {
            line = lines.poll(60, TimeUnit.SECONDS);
        } while (line != null && !line.startsWith("data: "));
        return JSON.readTree(line.substring("data: ".length()));
    }
}
