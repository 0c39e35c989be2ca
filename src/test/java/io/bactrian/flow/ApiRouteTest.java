package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.delivery.OrderStatus;
import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;
import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.rollout.FakeControl;
import io.bactrian.steps.StepRegistry;
import io.vertx.core.Context;

/** The shipped routes of the REST interface, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExpectedErrors("io.bactrian.flow")
class ApiRouteTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = document();

    private final FakeControl control = new FakeControl();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private CamelHttp http;

    @BeforeAll
    void start() throws Exception {
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        new ControlSteps(control, new ControlAccess(() -> ApiToken.of(TOKEN))).bind(new StepRegistry(context.getRegistry()));
        new DeliverySteps(null, null, null, this::orders).bind(new StepRegistry(context.getRegistry()));
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/api.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.start();
    }

    private List<OrderStatus> orders() {
        if (control.failing) {
            throw new IllegalStateException("inner secrets");
        }
        return List.of(new OrderStatus("edge/pump-2", "pump", 2, "fetching", null, 5, 10, Instant.EPOCH));
    }

    @Test
    void ordersAreListedWithWhatHasBecomeOfThem() throws Exception {
        var answer = http.send(http.request("/bactrian/deliveries").header("Authorization", "Bearer " + TOKEN));

        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(JSON.readTree("""
                                         [{"order": "edge/pump-2", "model": "pump", "version": "2",
                                           "state": "fetching", "since": "1970-01-01T00:00:00Z",
                                           "bytes": 5, "total": 10}]"""));
    }

    @BeforeEach
    void nothingAskedYet() {
        control.asked.clear();
        control.failing = false;
        control.onAsked = what -> {
        };
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
            if (!operation.getKey().equals("parameters")) {
                operation.getValue().path("responses").fieldNames().forEachRemaining(status -> all
                        .add(new Promise(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                                Integer.parseInt(status))));
            }
        }));
        return all;
    }

    static Stream<Promise> calls() {
        return promises().stream().filter(promise -> promise.status() == 200);
    }

    @ParameterizedTest
    @MethodSource("promises")
    void everyStatusOfTheDocumentCanBeHad(Promise promise) throws Exception {
        String model = switch (promise.status()) {
            case 404 -> "nobody";
            case 409 -> "stuck";
            case 503 -> "broken";
            default -> "pump";
        };
        boolean bad = promise.status() == 400;
        control.failing = promise.status() == 503;
        HttpRequest.Builder request = http
                .request(promise.path().replace("{model}", model).replace("{version}", bad ? "two" : "2"))
                .method(promise.method(), bad ? BodyPublishers.ofString("{") : BodyPublishers.noBody());
        if (promise.status() != 401) {
            request.header("Authorization", "Bearer " + TOKEN);
        }

        HttpResponse<String> answer = http.send(request);

        assertThat(answer.statusCode()).isEqualTo(promise.status());
        assertThat(answer.body()).doesNotContain("Exception", "inner secrets", "\tat ");
        assertThat(answer.headers().map()).doesNotContainKeys("authorization", "user-agent");
        if (promise.status() != 200) {
            assertThat(JSON.readTree(answer.body()).path("error").asText()).isNotBlank();
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void nothingIsDoneForWhoDoesNotHaveTheToken(Promise call) throws Exception {
        String path = call.path().replace("{model}", "pump").replace("{version}", "2");
        boolean open = path.equals("/bactrian/openapi");
        for (String header : new String[]{null, "Bearer wrong-horse-battery", "Bearer " + TOKEN + "x", "Bearer", "Bearer ",
            "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN.toUpperCase(Locale.ROOT)}) {
            HttpRequest.Builder request = http.request(path).method(call.method(), BodyPublishers.noBody());
            if (header != null) {
                request.header("Authorization", header);
            }
            HttpResponse<String> answer = http.send(request);
            assertThat(answer.statusCode()).as(header).isEqualTo(open ? 200 : 401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(!open);
        }
        assertThat(control.asked).isEmpty();
    }

    @Test
    void whatIsAskedIsDone() throws Exception {
        for (String path : List.of("/v2/repository/models/pump/load", "/v2/repository/models/pump/unload",
                "/bactrian/models/pump/versions/3/promote", "/bactrian/models/pump/versions/3/rollback",
                "/bactrian/models/pump/versions/3/shadow")) {
            assertThat(post(path, "").statusCode()).isEqualTo(200);
        }

        assertThat(control.asked).containsExactly("load pump", "status pump", "unload pump", "status pump", "promote pump 3",
                "status pump", "rollBack pump 3", "status pump", "shadow pump 3", "status pump");
    }

    @Test
    void theIndexIsTritons() throws Exception {
        assertThat(JSON.readTree(post("/v2/repository/index", "").body())).isEqualTo(JSON.readTree(
                """
                [{"name":"pump","version":"4","state":"LOADING","reason":"incomplete: model.onnx is not there"},
                 {"name":"pump","version":"3","state":"UNAVAILABLE","reason":"shadow"},
                 {"name":"pump","version":"2","state":"READY","reason":""},
                 {"name":"pump","version":"1","state":"UNAVAILABLE","reason":"rejected: sha256: expected 9f86, is 0d12"}]"""));
        assertThat(JSON.readTree(post("/v2/repository/index", "{\"ready\":true}").body()))
                .isEqualTo(JSON.readTree("""
                                         [{"name":"pump","version":"2","state":"READY","reason":""}]"""));
        assertThat(JSON.readTree(post("/v2/repository/index", "{\"ready\":false}").body())).hasSize(4);
    }

    @Test
    void aBodyThatIsSentAsAFormIsRefused() throws Exception {
        HttpResponse<String> answer = http.send(authorised("/v2/repository/index")
                .header("content-type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString("{\"ready\":true}")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("application/json");
    }

    @Test
    void aModelIsToldWithItsVersionsStatesReasonsAndComparisons() throws Exception {
        JsonNode expected = JSON.readTree(
                """
                {"name":"pump","serving":"2","versions":[
                 {"version":"4","state":"incomplete","reason":"model.onnx is not there"},
                 {"version":"3","state":"shadow","comparison":
                   {"messages":400,"agreed":380,"agreement":0.95,"errors":0,"notFinite":0,"dropped":7,"scoreDifference":0.25}},
                 {"version":"2","state":"serving"},
                 {"version":"1","state":"rejected","reason":"sha256: expected 9f86, is 0d12"}]}""");

        assertThat(JSON.readTree(get("/bactrian/models/pump").body())).isEqualTo(expected);
        assertThat(JSON.readTree(get("/bactrian/models").body())).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.0", "01", "+1", "1e3", "9999999999", "%20", "%D9%A1", "latest"})
    void aVersionIsAWholeNumberAboveNought(String version) throws Exception {
        HttpResponse<String> answer = post("/bactrian/models/pump/versions/" + version + "/promote", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("whole number above 0");
        assertThat(control.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2F..%2Fetc%2Fpasswd", "pump%2F..", "%2e%2e%2fpump", "pump%00", "%E2%98%83", "p%20p", "pump;x=1",
        "%22%3E%3Cscript%3E", "$%7Bbody%7D", "%7B%7Bkafka.bootstrap.servers%7D%7D", "pump%0d%0aX-Evil:%201"})
    void aModelsNameIsANameAndNothingElse(String name) throws Exception {
        HttpResponse<String> answer = post("/bactrian/models/" + name + "/versions/2/promote", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().map()).doesNotContainKey("x-evil");
        assertThat(control.asked).allMatch(asked -> asked
                .equals("promote " + URLDecoder.decode(name, StandardCharsets.UTF_8) + " 2"));
        assertThat(answer.body()).doesNotContain("127.0.0.1:9092");
    }

    @Test
    void dotsInThePathLeadNowhere() throws Exception {
        assertThat(post("/bactrian/models/../../v2/repository/models/pump/versions/1/promote", "").statusCode()).isEqualTo(404);
        assertThat(post("/bactrian/models//versions/1/promote", "").statusCode()).isEqualTo(404);
        assertThat(get("/bactrian/openapi/../models").statusCode()).isEqualTo(200);
        assertThat(http.get("/bactrian/openapi/../models").statusCode()).isEqualTo(401);
        assertThat(http.get("/bactrian/openapi/%2e%2e/models").statusCode()).isEqualTo(401);
        assertThat(control.asked).isEmpty();
    }

    @Test
    void aHeaderOrQueryDoesNotChangeWhatThePathSays() throws Exception {
        HttpResponse<String> header = http
                .send(authorised("/bactrian/models/pump/versions/2/promote").header("model", "other")
                        .POST(BodyPublishers.noBody()));
        HttpResponse<String> query = post("/bactrian/models/pump/versions/2/promote?version=3", "");

        assertThat(header.statusCode()).isEqualTo(400);
        assertThat(query.statusCode()).isEqualTo(400);
        assertThat(control.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "nonsense", "{} {}", "{\"ready\":\"yes\"}", "{\"ready\":null}"})
    void aBodyThatIsNotUnderstoodIsRefused(String body) throws Exception {
        assertThat(post("/v2/repository/index", body).statusCode()).isEqualTo(400);
    }

    @Test
    void parametersThatWouldHaveNoEffectAreRefused() throws Exception {
        assertThat(post("/v2/repository/models/pump/load", "{\"parameters\":{\"config\":\"{}\"}}").statusCode()).isEqualTo(400);
        assertThat(post("/v2/repository/models/pump/unload", "{\"parameters\":{\"force\":true}}").statusCode()).isEqualTo(400);
        assertThat(control.asked).isEmpty();

        assertThat(post("/v2/repository/models/pump/load", "{\"parameters\":{}}").statusCode()).isEqualTo(200);
        assertThat(post("/v2/repository/models/pump/unload", "{\"parameters\":{\"unload_dependents\":false}}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatTakesLongDoesNotSitOnTheEventLoop() throws Exception {
        var thread = new AtomicReference<String>();
        control.onAsked = what -> thread.set(Thread.currentThread().getName() + " " + Context.isOnEventLoopThread());

        post("/v2/repository/models/pump/load", "");

        assertThat(thread.get()).contains("worker").endsWith("false");
    }

    @Test
    void theDocumentIsServedAsItIs() throws Exception {
        HttpResponse<String> answer = http.get("/bactrian/openapi");

        assertThat(new YAMLMapper().readTree(answer.body())).isEqualTo(DOCUMENT);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
    }

    @Test
    void theRestOfV2IsFree() throws Exception {
        assertThat(get("/v2/models/pump").statusCode()).isEqualTo(404);
        assertThat(get("/v2").statusCode()).isEqualTo(404);
    }

    private HttpRequest.Builder authorised(String path) {
        return http.request(path).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(authorised(path));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(authorised(path).POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode document() {
        try {
            return new YAMLMapper().readTree(ApiRouteTest.class.getResourceAsStream("/openapi/bactrian.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
