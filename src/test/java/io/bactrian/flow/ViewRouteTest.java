package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.http.ApiRequest;
import io.bactrian.http.ApiToken;
import io.bactrian.http.AsyncHttpEngine;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.ViewAccess;
import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.Provider;
import io.bactrian.model.RequestStats;
import io.bactrian.model.VersionFiles;
import io.bactrian.page.LiveViews;
import io.bactrian.page.SpoolSteps;
import io.bactrian.rollout.FakeControl;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.Spool;
import io.bactrian.spool.SpoolHistory;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped routes of the views of models, spools, drift and dead letters, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExpectedErrors("io.bactrian.http")
class ViewRouteTest {
    private static final ApiToken TOKEN = ApiToken.of("correct-horse-battery");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = document();

    private final FakeControl control = new FakeControl();
    private final DeadLetters letters = new DeadLetters();
    private final SpoolHistory history = new SpoolHistory();
    private final ReportLinks links = new ReportLinks(System::nanoTime);
    private final LiveViews live = new LiveViews(1);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ApiToken token = TOKEN;
    private boolean loopback = true;
    private CamelHttp http;
    private Spools spools;
    private Path dir;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        dir = folder;
        control.folder = dir;
        report("2", "<p>fine</p>");
        report("5", "x".repeat(TrainingReport.MOST_BYTES + 1));
        spools = new Spools(new SpoolSettings(dir.resolve("spool"), 1 << 20, OverflowPolicy.DROP_OLDEST));
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        AsyncHttpEngine server = new AsyncHttpEngine();
        server.setCamelContext(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(server);
        bind(new StepRegistry(context.getRegistry()));
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/views.camel.yaml"))) {
            context.addRoutes(routes);
        }
        server.start();
        context.start();
    }

    private void bind(StepRegistry steps) {
        var operators = new ControlAccess(() -> token);
        new ControlSteps(control, operators).bind(steps);
        steps.step("authorise-view", exchange -> new ViewAccess(operators, "0.0.0.0", loopback)
                .check(new ApiRequest(exchange.getMessage()).header("Authorization")));
        steps.step("end-process", Steps::endProcess);
        new ReportSteps(control, links).bind(steps);
        new DriftSteps(DriftObserver.NONE).bind(steps);
        new SpoolSteps(live, spools, history).bind(steps);
        new LetterSteps(letters, Trip.TOPICS, new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC()),
                new FlowMeters(new SimpleMeterRegistry())).bind(steps);
    }

    private void report(String version, String html) throws IOException {
        Files.writeString(Files.createDirectories(dir.resolve(version)).resolve("report.html"), html);
    }

    @BeforeEach
    void nothingAskedYet() {
        control.asked.clear();
        control.failing = false;
        token = TOKEN;
        loopback = true;
    }

    @AfterAll
    void stop() {
        context.stop();
    }

    /** One call of the document, and a status it may have. */
    record Promise(String method, String path, int status) {
    }

    static List<Promise> promises() {
        var all = new ArrayList<Promise>();
        DOCUMENT.path("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            if (!operation.getKey().equals("parameters") && !path.getKey().endsWith("/live")) {
                operation.getValue().path("responses").fieldNames().forEachRemaining(status -> all
                        .add(new Promise(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                                Integer.parseInt(status))));
            }
        }));
        return all;
    }

    static Stream<Promise> guarded() {
        return promises().stream().filter(promise -> promise.status() == 401);
    }

    @ParameterizedTest
    @MethodSource("promises")
    void everyStatusOfTheDocumentCanBeHad(Promise promise) throws Exception {
        String model = promise.status() == 404 ? "nobody" : promise.status() == 503 ? "broken" : "pump";
        boolean bad = promise.status() == 400;
        control.failing = promise.status() == 503;
        if (promise.status() == 403) {
            token = ApiToken.NONE;
            loopback = false;
        }
        String link = promise.status() == 404 ? "guessed" : links.add(control.files("pump", 2));
        HttpRequest.Builder request = http.request(promise.path().replace("{model}", model)
                .replace("{version}", bad ? "two" : promise.status() == 413 ? "5" : "2").replace("{link}", link)
                + (bad ? "?limit=two" : "")).method(promise.method(), BodyPublishers.noBody());
        if (promise.status() != 401) {
            request.header("Authorization", "Bearer correct-horse-battery");
        }

        HttpResponse<String> answer = http.send(request);

        assertThat(answer.statusCode()).isEqualTo(promise.status());
        assertThat(answer.body()).doesNotContain("Exception", "inner secrets", "\tat ");
        assertThat(answer.headers().map()).doesNotContainKeys("authorization", "user-agent");
        if (promise.status() != 200) {
            assertThat(JSON.readTree(answer.body()).path("error").asText()).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void whoDoesNotHaveTheTokenSeesNothing(Promise call) throws Exception {
        String path = call.path().replace("{model}", "pump").replace("{version}", "2");
        for (String header : new String[]{"Bearer wrong-horse-battery", "Basic correct-horse-battery", ""}) {
            assertThat(http.send(http.request(path).header("Authorization", header)
                    .method(call.method(), BodyPublishers.noBody())).statusCode()).as(header).isEqualTo(401);
        }
        assertThat(control.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, 200", "false, 403"})
    void withoutATokenWhoReachesAServerOnLoopbackSeesAllAndOthersNothing(boolean onlyHere, int status) throws Exception {
        token = ApiToken.NONE;
        loopback = onlyHere;

        for (String path : List.of("/bactrian/lifecycle", "/bactrian/lifecycle/pump", "/bactrian/spools", "/bactrian/drift",
                "/bactrian/dead-letters")) {
            assertThat(http.get(path).statusCode()).as(path).isEqualTo(status);
        }
    }

    @Test
    void aSpoolIsToldWithWhatWaitsItsLimitsAndTheLastHour() throws Exception {
        spools.configure("samples", null, null);
        Spool spool = spools.acquire("samples");
        try {
            spool.offer(new byte[100], Map.of(), failure -> {
            });
            await().atMost(Patience.LONG).until(() -> spool.status().waitingRecords() == 1);
            history.sample(1_800_000_000_000L, spools::status);
            JsonNode told = JSON.readTree(get("/bactrian/spools").body()).get(0);

            assertThat(told.path("name").asText()).isEqualTo("samples");
            assertThat(told.path("records").asInt()).isEqualTo(1);
            assertThat(told.path("maxBytes").asInt()).isEqualTo(1 << 20);
            assertThat(told.path("overflowPolicy").asText()).isEqualTo("drop-oldest");
            assertThat(told.path("healthy").asBoolean()).isTrue();
            assertThat(told.at("/history/at").toString()).isEqualTo("[1800000000000]");
            assertThat(told.at("/history/records").toString()).isEqualTo("[1]");
        } finally {
            spools.release("samples");
        }
    }

    @Test
    void whoFollowsTheSpoolsGetsThemAtEachTickAndNoMoreThanMayFollow() throws Exception {
        spools.configure("events", null, null);
        spools.acquire("events");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        var following = HttpClient.newHttpClient();
        var response = following.sendAsync(http.request("/bactrian/spools/live")
                .header("Authorization", "Bearer correct-horse-battery").build(), BodyHandlers.ofLines());
        response.thenAccept(begun -> begun.body().forEach(lines::add));
        try {
            await().atMost(Patience.LONG).until(() -> live.open() == 1);
            assertThat(get("/bactrian/spools/live").statusCode()).isEqualTo(503);
            live.tick();
            await().atMost(Patience.LONG).until(() -> lines.contains("event: spools"));
            await().atMost(Patience.LONG)
                    .until(() -> lines.stream().anyMatch(line -> line.startsWith("data: [{\"name\":\"events\"")
                            && !line.contains("history")));
        } finally {
            response.cancel(true);
            spools.release("events");
        }
    }

    @Test
    void driftThatIsNotLookedForIsToldSo() throws Exception {
        assertThat(JSON.readTree(get("/bactrian/drift").body()))
                .isEqualTo(JSON.readTree("{\"enabled\":false,\"groups\":[]}"));
    }

    @Test
    void aModelsLifeIsItsEventsTheVersionsInMemoryAndTheReports() throws Exception {
        control.history.add(new ModelEvent("e-1", Instant.EPOCH, "pump", 2, ModelEvent.Kind.PROMOTED, "it has passed", null));
        control.inMemory.add(new Loaded(control.files("pump", 2)));
        try {
            assertThat(JSON.readTree(get("/bactrian/lifecycle/pump").body())).isEqualTo(JSON.readTree(
                    """
                    {"name":"pump","serving":"2","versions":[
                      {"version":"4","state":"incomplete","reason":"model.onnx is not there"},
                      {"version":"3","state":"shadow","comparison":
                        {"messages":400,"agreed":380,"agreement":0.95,"errors":0,"notFinite":0,"dropped":7,"scoreDifference":0.25}},
                      {"version":"2","state":"serving"},
                      {"version":"1","state":"rejected","reason":"sha256: expected 9f86, is 0d12"}],
                     "events":[{"id":"e-1","at":"1970-01-01T00:00:00Z","model":"pump","version":"2",
                      "event":"promoted","reason":"it has passed"}],
                     "inMemory":[{"version":"2","provider":"cpu","checkedSeconds":0.002,"messages":4,"errors":1,"secondsAMessage":2.5E-4,
                       "fileBytes":11}],
                     "reports":["2"]}"""));
        } finally {
            control.history.clear();
            control.inMemory.clear();
        }
    }

    @Test
    void aReportIsGivenToTheTokenOrToALinkInASandbox() throws Exception {
        HttpResponse<String> direct = get("/bactrian/lifecycle/pump/2/report");
        String path = JSON.readTree(post("/bactrian/lifecycle/pump/2/report", "").body()).path("path").asText();
        HttpResponse<String> linked = http.get(path);

        for (HttpResponse<String> answer : List.of(direct, linked)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("<p>fine</p>");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(answer.headers().allValues("Content-Security-Policy")).singleElement().asString()
                    .startsWith("sandbox; default-src 'none'").doesNotContain("allow-scripts", "script-src");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().map()).doesNotContainKey("authorization");
        }
        assertThat(http.get("/bactrian/lifecycle/pump/2/report").statusCode()).isEqualTo(401);
        assertThat(http.get("/bactrian/reports/" + "0".repeat(32)).statusCode()).isEqualTo(404);
    }

    @Test
    void noReportIsReadFromOutsideOfTheVersionsFolder() throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "secret");
        Files.createSymbolicLink(Files.createDirectories(dir.resolve("6")).resolve("report.html"), secret);
        Files.createDirectories(dir.resolve("7/report.html"));
        for (int version : new int[]{6, 7, 8}) {
            HttpResponse<String> answer = get("/bactrian/lifecycle/pump/" + version + "/report");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("secret").contains("has no report.html");
        }
    }

    @Test
    void whatIsNoTextIsListedAsBase64() throws Exception {
        letters.add(new DeadLetter(Instant.EPOCH, "binary", "devices/binary/telemetry", null, "not-json", "no JSON",
                new byte[]{0, -1}, 2, DeadLetter.Way.MQTT));

        JsonNode listed = JSON.readTree(get("/bactrian/dead-letters?device=binary").body()).path("letters").get(0);
        assertThat(listed.path("base64").asText()).isEqualTo("AP8=");
        assertThat(listed.has("text")).isFalse();
    }

    /** A version that has answered four messages in a millisecond. */
    private record Loaded(VersionFiles files, Manifest manifest, InferenceStats stats, RequestStats requests)
            implements
                LoadedVersion {
        Loaded(VersionFiles files) {
            this(files, null, new InferenceStats(), new RequestStats());
            stats.failed();
            requests.ran(4, 200_000, 700_000, 100_000);
        }

        @Override
        public Provider provider() {
            return Provider.CPU;
        }

        @Override
        public long latencyNanos() {
            return 2_000_000;
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(http.request(path).header("Authorization", "Bearer correct-horse-battery"));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(http.request(path).header("Authorization", "Bearer correct-horse-battery")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode document() {
        try {
            return new YAMLMapper().readTree(ViewRouteTest.class.getResourceAsStream("/openapi/views.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
