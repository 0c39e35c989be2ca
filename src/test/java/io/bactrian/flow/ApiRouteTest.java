package io.bactrian.flow;

import static io.bactrian.flow.ApiRig.JSON;
import static io.bactrian.flow.ApiRig.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.kit.ExpectedErrors;
import io.vertx.core.Context;

/** The shipped routes of the REST interface, over HTTP. */
@ExpectedErrors("io.bactrian.http")
class ApiRouteTest {
    private static final JsonNode DOCUMENT = document();

    @RegisterExtension
    private static final ApiRig RIG = new ApiRig();

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

    @Test
    void ordersAreListedWithWhatHasBecomeOfThem() throws Exception {
        var answer = RIG.http.send(RIG.http.request("/bactrian/deliveries").header("Authorization", "Bearer " + TOKEN));

        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(JSON.readTree("""
                                         [{"order": "edge/pump-2", "model": "pump", "version": "2",
                                           "state": "fetching", "since": "1970-01-01T00:00:00Z",
                                           "bytes": 5, "total": 10}]"""));
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
        RIG.control.failing = promise.status() == 503;
        String letter = promise.status() == 404
                ? "1"
                : RIG.letter(promise.status() == 503 ? "down" : "fine",
                        promise.status() == 409 ? DeadLetter.Way.NONE : DeadLetter.Way.MQTT);
        HttpRequest.Builder request = RIG.http
                .request(promise.path().replace("{model}", model).replace("{version}", bad ? "two" : "2")
                        .replace("{letter}", letter))
                .method(promise.method(), bad ? BodyPublishers.ofString("{") : BodyPublishers.noBody());
        if (promise.status() != 401) {
            request.header("Authorization", "Bearer " + TOKEN);
        }

        HttpResponse<String> answer = RIG.http.send(request);

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
        String path = call.path().replace("{model}", "pump").replace("{version}", "2").replace("{letter}",
                RIG.letter("fine", DeadLetter.Way.MQTT));
        boolean open = path.equals("/bactrian/openapi");
        for (String header : new String[]{null, "Bearer wrong-horse-battery", "Bearer " + TOKEN + "x", "Bearer", "Bearer ",
            "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN.toUpperCase(Locale.ROOT)}) {
            HttpRequest.Builder request = RIG.http.request(path).method(call.method(), BodyPublishers.noBody());
            if (header != null) {
                request.header("Authorization", header);
            }
            HttpResponse<String> answer = RIG.http.send(request);
            assertThat(answer.statusCode()).as(header).isEqualTo(open ? 200 : 401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(!open);
        }
        assertThat(RIG.control.asked).isEmpty();
    }

    @Test
    void whatIsAskedIsDone() throws Exception {
        for (String path : List.of("/v2/repository/models/pump/load", "/v2/repository/models/pump/unload",
                "/bactrian/models/pump/versions/3/promote", "/bactrian/models/pump/versions/3/rollback",
                "/bactrian/models/pump/versions/3/shadow")) {
            assertThat(RIG.post(path, "").statusCode()).isEqualTo(200);
        }

        assertThat(RIG.control.asked).containsExactly("load pump", "status pump", "unload pump", "status pump",
                "promote pump 3",
                "status pump", "rollBack pump 3", "status pump", "shadow pump 3", "status pump");
    }

    @Test
    void theIndexIsTritons() throws Exception {
        assertThat(JSON.readTree(RIG.post("/v2/repository/index", "").body())).isEqualTo(JSON.readTree(
                """
                [{"name":"pump","version":"4","state":"LOADING","reason":"incomplete: model.onnx is not there"},
                 {"name":"pump","version":"3","state":"UNAVAILABLE","reason":"shadow"},
                 {"name":"pump","version":"2","state":"READY","reason":""},
                 {"name":"pump","version":"1","state":"UNAVAILABLE","reason":"rejected: sha256: expected 9f86, is 0d12"}]"""));
        assertThat(JSON.readTree(RIG.post("/v2/repository/index", "{\"ready\":true}").body()))
                .isEqualTo(JSON.readTree("""
                                         [{"name":"pump","version":"2","state":"READY","reason":""}]"""));
        assertThat(JSON.readTree(RIG.post("/v2/repository/index", "{\"ready\":false}").body())).hasSize(4);
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

        assertThat(JSON.readTree(RIG.get("/bactrian/models/pump").body())).isEqualTo(expected);
        assertThat(JSON.readTree(RIG.get("/bactrian/models").body())).containsExactly(expected);
    }

    @Test
    void whatTakesLongDoesNotSitOnTheEventLoop() throws Exception {
        var thread = new AtomicReference<String>();
        RIG.control.onAsked = what -> thread.set(Thread.currentThread().getName() + " " + Context.isOnEventLoopThread());

        RIG.post("/v2/repository/models/pump/load", "");

        assertThat(thread.get()).contains("worker").endsWith("false");
    }

    @Test
    void theDocumentIsServedAsItIs() throws Exception {
        HttpResponse<String> answer = RIG.http.get("/bactrian/openapi");

        assertThat(new YAMLMapper().readTree(answer.body())).isEqualTo(DOCUMENT);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
    }

    @Test
    void theRestOfV2IsFree() throws Exception {
        assertThat(RIG.get("/v2/models/pump").statusCode()).isEqualTo(404);
        assertThat(RIG.get("/v2").statusCode()).isEqualTo(404);
    }

    private static JsonNode document() {
        try {
            return new YAMLMapper().readTree(ApiRouteTest.class.getResourceAsStream("/openapi/bactrian.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
