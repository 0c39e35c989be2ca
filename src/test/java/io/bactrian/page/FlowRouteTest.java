package io.bactrian.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.http.ApiToken;
import io.bactrian.http.AsyncHttpEngine;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.ControlApi;
import io.bactrian.http.ViewAccess;
import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.EventStream;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.StubComponent;
import io.bactrian.steps.StepRegistry;

/** The shipped routes of the page, over HTTP, beside a user's own routes. */
@ExpectedErrors("org.apache.camel")
class FlowRouteTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Part AWAY = new Part("kafka", "kafka", "Kafka", false, Instant.EPOCH, "no broker answers",
            "kafka:9092");
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final LiveViews live = new LiveViews(2);
    private final CamelHttp http;

    FlowRouteTest() throws Exception {
        http = new CamelHttp(context);
    }

    /** The service as a page sees it. */
    private static final class Service implements ServiceState {
        @Override
        public String role() {
            return "edge";
        }

        @Override
        public String version() {
            return "0.0.1";
        }

        @Override
        public List<Part> parts() {
            return List.of(AWAY);
        }

        @Override
        public Map<String, String> stoppedRoutes() {
            return Map.of("other", "it is broken: mend it");
        }
    }

    private void start(String token, boolean loopback) throws Exception {
        ControlAccess operators = token == null ? ControlAccess.NOBODY : new ControlAccess(() -> ApiToken.of(token));
        StepRegistry steps = new StepRegistry(context.getRegistry());
        new PageSteps(context, new ViewAccess(operators, "192.0.2.1", loopback), live, new Service()).bind(steps);
        steps.step("write-problem", ControlApi::writeProblem);
        steps.step("end-process", exchange -> {
        });
        steps.step("do-nothing", exchange -> {
        });
        context.getRegistry().bind("fail-now", (Processor) exchange -> {
            throw new IllegalStateException("for the test");
        });
        context.addComponent("stub", new StubComponent((address, exchange) -> {
        }));
        context.getRestConfiguration().setInlineRoutes(false);
        AsyncHttpEngine engine = new AsyncHttpEngine();
        engine.setCamelContext(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(engine);
        routes("page", text("/routes/shared/page.camel.yaml"));
        routes("own", text("/page/own.camel.yaml"));
        context.start();
    }

    private static String text(String resource) throws Exception {
        try (InputStream in = FlowRouteTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void routes(String name, String text) throws Exception {
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.fromString(name + ".camel.yaml", text))) {
            ((RouteBuilder) routes).updateRoutesToCamelContext(context);
        }
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private JsonNode flow() throws Exception {
        return JSON.readTree(http.get("/bactrian/flow").body());
    }

    private static JsonNode named(JsonNode list, String key, String value) {
        for (JsonNode entry : list) {
            if (entry.path(key).asText().equals(value)) {
                return entry;
            }
        }
        throw new AssertionError("no " + value + " in " + list);
    }

    @Test
    void theFlowHasTheRoutesThatRunWithTheirStepsInWords() throws Exception {
        start(null, true);

        JsonNode own = named(flow().path("routes"), "id", "own");

        assertThat(own.path("description").asText()).isEqualTo("A user's own");
        assertThat(own.path("called").asBoolean()).isTrue();
        assertThat(own.path("steps").findValuesAsText("text")).containsExactly("only if ${body} == 'fail'", "refuse it",
                "then other", "send to stub:kafka:topic", "send to stub:user:xxxxxx@host/path");
        assertThat(own.path("steps").findValuesAsText("depth")).containsExactly("0", "1", "0", "0", "0");
        assertThat(own.at("/steps/2/route").asText()).isEqualTo("other");
        JsonNode request = named(flow().path("routes"), "id", "rest-flow");
        assertThat(request.path("from").asText()).isEqualTo("GET /bactrian/flow");
        assertThat(request.path("called").asBoolean()).isFalse();
    }

    @Test
    void whatIsInsideOtherStepsIsShownInside() throws Exception {
        start(null, true);

        JsonNode steps = named(flow().path("routes"), "id", "careful").path("steps");

        assertThat(steps.findValuesAsText("text")).containsExactly("try", "then other",
                "if it fails with IllegalStateException", "do nothing", "choose", "only if ${body} == 'a'", "do nothing",
                "otherwise", "end here");
        assertThat(steps.findValuesAsText("depth")).containsExactly("0", "1", "1", "2", "0", "1", "2", "1", "2");
    }

    @Test
    void eachStepOfThePageIsInTheDocument() throws Exception {
        assertThat(Files.readString(Path.of("docs/routes.md"))).contains("`authorise-view`", "`page`", "`flow`",
                "`follow-flow`");
    }

    @Test
    void anEditShowsAndChangesTheRevision() throws Exception {
        start(null, true);
        String before = flow().path("revision").asText();
        assertThat(flow().path("revision").asText()).isEqualTo(before);

        routes("own", text("/page/own.camel.yaml").replace("refuse it", "throw it away"));

        JsonNode after = flow();
        assertThat(named(after.path("routes"), "id", "own").path("steps").findValuesAsText("text")).contains("throw it away");
        assertThat(after.path("revision").asText()).isNotEqualTo(before);
    }

    @Test
    void noSecretOfAnEndpointIsShown() throws Exception {
        start(null, true);

        assertThat(http.get("/bactrian/flow").body()).doesNotContain("secret-one", "secret-two", "timeout");
    }

    @Test
    void partsAreShownWithSinceAndWhy() throws Exception {
        start(null, true);

        assertThat(flow().path("parts")).singleElement().isEqualTo(
                JSON.readTree("""
                              {"name": "kafka", "kind": "kafka", "title": "Kafka", "up": false, "since": "1970-01-01T00:00:00Z",
                               "why": "no broker answers", "detail": "kafka:9092"}"""));
    }

    @Test
    void whereATokenIsSetAllButTheRoleNeedsIt() throws Exception {
        start(TOKEN, true);

        for (String path : List.of("/bactrian/flow", "/bactrian/flow/live")) {
            assertThat(http.get(path).statusCode()).isEqualTo(401);
            assertThat(http.get(path).headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(http.send(http.request(path).header("Authorization", "Bearer another-" + TOKEN)).statusCode())
                    .isEqualTo(401);
        }
        assertThat(http.send(http.request("/bactrian/flow").header("Authorization", "Bearer " + TOKEN)).statusCode())
                .isEqualTo(200);
        assertThat(JSON.readTree(http.get("/bactrian/page").body()))
                .isEqualTo(JSON.readTree("""
                                         {"role": "edge", "version": "0.0.1", "documents": ["/bactrian/openapi/page"]}"""));
    }

    @Test
    void withoutATokenNobodyLooksFromAnotherMachineAndTheAnswerSaysWhichKeyChangesThat() throws Exception {
        start(null, false);

        HttpResponse<String> answer = http.get("/bactrian/flow");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("192.0.2.1", "bactrian.api.token");
        assertThat(http.get("/bactrian/flow/live").statusCode()).isEqualTo(403);
    }

    @Test
    void whoFollowsGetsTheFiguresOfEachRoute() throws Exception {
        start(null, true);
        try (EventStream stream = follow()) {
            await().until(() -> live.open() == 1);
            live.tick(); // from here on messages are counted
            context.createFluentProducerTemplate().to("direct:own").withBody("a").send();
            context.createFluentProducerTemplate().to("direct:own").withBody("fail").send();
            live.tick();

            event(stream);
            JsonNode event = event(stream);

            assertThat(event.at("/routes/own/count").asInt()).isEqualTo(2);
            assertThat(event.at("/routes/own/errors").asInt()).isEqualTo(1);
            assertThat(event.at("/routes/own/inFlight").asInt()).isZero();
            assertThat(event.at("/routes/own/p50").asDouble()).isPositive();
            assertThat(event.at("/routes/own/p99").asDouble()).isGreaterThanOrEqualTo(event.at("/routes/own/p50").asDouble());
            assertThat(event.at("/routes/other/count").asInt()).isEqualTo(1);
            JsonNode shown = named(flow().path("routes"), "id", "own").path("steps");
            JsonNode refused = event.at("/routes/own/steps").path(named(shown, "text", "refuse it").path("id").asText());
            assertThat(refused.path("count").asInt()).isEqualTo(1);
            assertThat(refused.path("errors").asInt()).isEqualTo(1);
            assertThat(refused.path("inFlight").asInt()).isZero();
            assertThat(refused.path("p99").asDouble()).isPositive();
            JsonNode called = event.at("/routes/own/steps").path(named(shown, "text", "then other").path("id").asText());
            assertThat(called.path("count").asInt()).isEqualTo(1);
            assertThat(called.path("errors").asInt()).isZero();
            assertThat(event.at("/stopped/other").asText()).isEqualTo("it is broken: mend it");
            assertThat(event.at("/parts/0/name").asText()).isEqualTo("kafka");
            assertThat(event.path("revision")).isEqualTo(flow().path("revision"));
        }
    }

    private static JsonNode event(EventStream stream) throws Exception {
        return JSON.readTree(stream.event("flow"));
    }

    private EventStream follow() throws Exception {
        return http.follow(http.request("/bactrian/flow/live"));
    }

    @Test
    void whenTheLastViewerHasGoneNothingIsCountedAnyMore() throws Exception {
        start(null, true);
        try (EventStream stream = follow()) {
            await().until(() -> live.open() == 1);
            live.tick();
            assertThat(stream.line()).isNotNull();
        }
        await().until(() -> {
            live.tick(); // a server learns that its client has gone by writing to it
            return live.open() == 0;
        });
        live.tick();
        context.createFluentProducerTemplate().to("direct:own").withBody("a").send();

        try (EventStream stream = follow()) {
            await().until(() -> live.open() == 1);
            live.tick();
            JsonNode own = event(stream).at("/routes/own");
            assertThat(own.path("count").asInt()).isZero();
            assertThat(own.has("steps")).isFalse();
        }
    }

    @Test
    void oneViewerMoreThanMayIsToldSo() throws Exception {
        start(null, true);
        try (EventStream first = follow(); EventStream second = follow()) {
            await().until(() -> live.open() == 2);

            HttpResponse<String> third = http.get("/bactrian/flow/live");

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.body()).contains("bactrian.page.viewers");
            assertThat(List.of(first.line(), second.line())).doesNotContainNull();
        }
    }
}
