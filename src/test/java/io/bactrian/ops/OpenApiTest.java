package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Each OpenAPI document says what its route file does. */
class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final String HTTP = "platform-http:";

    /** The documents, with their route files, the step that asks who may, how many calls they have, and which of them are open to all. */
    enum Contract {
        CONTROL("bactrian", "api", "authorise", 11, "/bactrian/openapi"), INFERENCE("inference", "v2", "authorise-inference",
                13, "/v2/health/live", "/v2/health/ready", "/v2/openapi"), DEVICES("devices", "devices", "authorise-device",
                        4, "/bactrian/openapi/devices"), POOL("pool", "cloud/pool", "authorise(-archive)?", 12,
                                "/bactrian/openapi/pool"), TRAINING(
                                        "training", "cloud/training", "authorise", 4,
                                        "/bactrian/openapi/training"), DEPLOYMENTS("deployments", "cloud/deployments",
                                                "authorise", 8,
                                                "/bactrian/openapi/deployments"), DATA("data", "cloud/labels", "authorise", 3,
                                                        "/bactrian/openapi/data"), PAGE("page", "shared/page", "authorise-view",
                                                                4,
                                                                "/bactrian/openapi/page",
                                                                "/bactrian/page"), VIEWS("views", "views",
                                                                        "authorise-view", 10, "/bactrian/openapi/views",
                                                                        "/bactrian/reports/{link}"), DEVICE_VIEWS(
                                                                                "device-views",
                                                                                "device-views", "authorise-view", 3,
                                                                                "/bactrian/openapi/device-views"), FOLLOW(
                                                                                        "follow",
                                                                                        "follow", "authorise", 6,
                                                                                        "/bactrian/openapi/follow");

        private final String resource;
        private final JsonNode document;
        private final JsonNode routes;
        private final String guard;
        private final int calls;
        private final List<String> open;

        Contract(String document, String routes, String guard, int calls, String... open) {
            this.resource = "openapi/" + document + ".yaml";
            this.document = read("/" + resource);
            this.routes = read("/routes/" + routes + ".camel.yaml");
            this.guard = guard;
            this.calls = calls;
            this.open = List.of(open);
        }

        private List<JsonNode> routes() {
            return routes.findValues("route");
        }

        /** The routes by the calls that lead to them: {@code METHOD path operation}. */
        private Map<String, JsonNode> routed() {
            Map<String, JsonNode> byUri = routes().stream()
                    .collect(Collectors.toMap(route -> route.at("/from/uri").asText(), route -> route));
            Map<String, JsonNode> calls = new TreeMap<>();
            for (JsonNode rest : routes.findValues("rest")) {
                rest.properties().forEach(method -> method.getValue().forEach(verb -> {
                    JsonNode route = byUri.get(verb.path("to").asText().replace("?block=false", ""));
                    String id = verb.path("routeId").asText();
                    calls.put(call(method.getKey(), rest.path("path").asText() + verb.path("path").asText(),
                            id.startsWith("rest-") ? id.substring("rest-".length()) : route.path("id").asText()), route);
                }));
            }
            byUri.forEach((uri, route) -> {
                if (uri.startsWith(HTTP)) {
                    calls.put(call(route.at("/from/parameters/httpMethodRestrict").asText(), uri.substring(HTTP.length()),
                            route.path("id").asText()), route);
                }
            });
            return calls;
        }

        /** Whether a step in front of the route, or its own first one, asks who may. */
        private boolean guarded(JsonNode route) {
            String uri = route.at("/from/uri").asText();
            return asks(route.at("/from/steps/0")) || routes.findValues("interceptFrom").stream()
                    .anyMatch(intercept -> asks(intercept.at("/steps/0"))
                            && uri.matches(Pattern.quote(intercept.path("uri").asText()).replace("*", "\\E.*\\Q")));
        }

        private boolean asks(JsonNode step) {
            return step.at("/process/ref").asText().matches(guard);
        }
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    void theDocumentHasThePathsMethodsAndOperationsOfTheRouteFile(Contract contract) {
        Set<String> documented = new TreeSet<>();
        contract.document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (!method.getKey().equals("parameters")) {
                documented.add(call(method.getKey(), path.getKey(), method.getValue().path("operationId").asText()));
            }
        }));

        assertThat(documented).isEqualTo(contract.routed().keySet()).hasSize(contract.calls);
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    void everyCallAsksWhoMayDoItButThoseThatTheDocumentLeavesOpen(Contract contract) {
        Set<String> open = new TreeSet<>();
        contract.document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (method.getValue().path("security").isArray() && method.getValue().path("security").isEmpty()) {
                open.add(path.getKey());
            }
        }));

        assertThat(contract.document.path("security").isArray()).isTrue();
        assertThat(open).containsExactlyElementsOf(contract.open);
        contract.routed().forEach((call, route) -> assertThat(contract.guarded(route)).as(call)
                .isEqualTo(!open.contains(call.split(" ")[1])));
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    void theDocumentHasTheParametersOfEachPath(Contract contract) {
        contract.document.path("paths").properties().forEach(path -> {
            Set<String> parameters = new TreeSet<>();
            path.getValue().path("parameters").forEach(parameter -> parameters
                    .add(contract.document.at(parameter.path("$ref").asText().substring(1)).path("name").asText()));
            assertThat(parameters).as(path.getKey()).isEqualTo(PARAMETER.matcher(path.getKey()).results()
                    .map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new)));
        });
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    void everyReferenceOfTheDocumentLeadsSomewhere(Contract contract) {
        assertThat(contract.document.findValuesAsText("$ref")).isNotEmpty()
                .allMatch(reference -> !contract.document.at(reference.substring(1)).isMissingNode());
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    void theDocumentIsServedBesideWhatItDescribes(Contract contract) {
        assertThat(contract.routes()).filteredOn(route -> route.at("/from/uri").asText().contains("/openapi"))
                .singleElement().satisfies(route -> assertThat(route.findValues("setBody")).singleElement()
                        .satisfies(body -> assertThat(body.findValue("constant").path("expression").asText())
                                .isEqualTo("resource:classpath:" + contract.resource)));
    }

    private static String call(String method, String path, String operation) {
        return method.toUpperCase(Locale.ROOT) + " " + path + " " + operation;
    }

    private static JsonNode read(String resource) {
        try {
            return YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()
                    .readTree(OpenApiTest.class.getResourceAsStream(resource));
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }
}
