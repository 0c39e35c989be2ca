package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The OpenAPI document says what the route file does. */
class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private JsonNode document = read("/openapi/bactrian.yaml");
    private JsonNode routes = read("/routes/api.camel.yaml");

    @Test
    void theDocumentHasThePathsMethodsAndOperationsOfTheRouteFile() {
        assertThat(documented()).isEqualTo(routed()).hasSize(10);
    }

    @Test
    void thatOfInferenceHasThePathsMethodsOperationsAndParametersOfItsRouteFile() {
        inference();
        Set<String> rests = new TreeSet<>();
        for (JsonNode rest : entries("rest")) {
            rest.properties().forEach(method -> method.getValue().forEach(verb -> rests.add(call(method.getKey(),
                    rest.path("path").asText() + verb.path("path").asText(),
                    verb.path("routeId").asText().substring("rest-".length())))));
        }
        rests.add("GET /v2/openapi v2-openapi");

        assertThat(documented()).isEqualTo(rests).hasSize(13);
        theDocumentHasTheParametersOfEachPath();
        everyReferenceOfTheDocumentLeadsSomewhere();
    }

    @Test
    void everyCallOfInferenceButHealthAndTheDocumentsOwnAsksWhoMayDoIt() {
        inference();
        assertThat(open()).containsExactly("/v2/health/live", "/v2/health/ready", "/v2/openapi");
        assertThat(entries("interceptFrom")).singleElement().satisfies(intercept -> {
            assertThat(intercept.path("uri").asText()).isEqualTo("direct:v2-*");
            assertThat(intercept.at("/steps/0/process/ref").asText()).isEqualTo("authorise-inference");
        });
        assertThat(entries("route").stream().map(route -> route.at("/from/uri").asText())
                .filter(uri -> !uri.startsWith("direct:v2-")))
                .containsExactlyInAnyOrder("direct:health-live", "direct:health-ready", "platform-http:/v2/openapi");
    }

    @Test
    void thatOfDevicesHasThePathsMethodsAndOperationsOfItsRouteFileAndEveryOneAsksWhoMayDoIt() {
        document = read("/openapi/devices.yaml");
        routes = read("/routes/devices.camel.yaml");
        Set<String> rests = new TreeSet<>();
        for (JsonNode rest : entries("rest")) {
            rest.properties().forEach(method -> method.getValue().forEach(verb -> rests.add(call(method.getKey(),
                    rest.path("path").asText() + verb.path("path").asText(),
                    verb.path("routeId").asText().substring("rest-".length())))));
        }

        assertThat(documented()).isEqualTo(rests).hasSize(3);
        assertThat(entries("route")).hasSize(3).allSatisfy(route -> assertThat(route.at("/from/steps/0/process/ref").asText())
                .isEqualTo("authorise-device"));
        theDocumentHasTheParametersOfEachPath();
        everyReferenceOfTheDocumentLeadsSomewhere();
    }

    @Test
    void thatOfTrainingsHasThePathsMethodsAndOperationsOfItsRouteFileAndEveryOneNeedsTheToken() {
        document = read("/openapi/training.yaml");
        routes = read("/routes/cloud/training.camel.yaml");
        Set<String> rests = new TreeSet<>();
        for (JsonNode rest : entries("rest")) {
            rest.properties().forEach(method -> method.getValue().forEach(verb -> rests.add(call(method.getKey(),
                    rest.path("path").asText() + verb.path("path").asText(),
                    verb.path("routeId").asText().substring("rest-".length())))));
        }

        assertThat(documented()).isEqualTo(rests).hasSize(3);
        assertThat(open()).isEmpty();
        assertThat(entries("interceptFrom")).singleElement().satisfies(intercept -> {
            assertThat(intercept.path("uri").asText()).isEqualTo("direct:training-*");
            assertThat(intercept.at("/steps/0/process/ref").asText()).isEqualTo("authorise");
        });
        assertThat(entries("route")).hasSize(3).allSatisfy(
                route -> assertThat(route.at("/from/uri").asText()).startsWith("direct:training-"));
        theDocumentHasTheParametersOfEachPath();
        everyReferenceOfTheDocumentLeadsSomewhere();
    }

    @Test
    void thatOfDeploymentsHasThePathsMethodsAndOperationsOfItsRouteFileAndEveryOneAsksWhoMayDoIt() {
        document = read("/openapi/deployments.yaml");
        routes = read("/routes/cloud/deployments.camel.yaml");
        Set<String> rests = new TreeSet<>();
        for (JsonNode rest : entries("rest")) {
            rest.properties().forEach(method -> method.getValue().forEach(verb -> rests.add(call(method.getKey(),
                    rest.path("path").asText() + verb.path("path").asText(),
                    verb.path("routeId").asText().substring("rest-".length())))));
        }
        rests.add("GET /bactrian/openapi/deployments deployments-openapi");

        assertThat(documented()).isEqualTo(rests).hasSize(8);
        assertThat(open()).containsExactly("/bactrian/openapi/deployments");
        assertThat(entries("interceptFrom")).singleElement().satisfies(intercept -> {
            assertThat(intercept.path("uri").asText()).isEqualTo("direct:deployment*");
            assertThat(intercept.at("/steps/0/process/ref").asText()).isEqualTo("authorise");
        });
        assertThat(entries("route").stream().map(route -> route.at("/from/uri").asText())
                .filter(uri -> !uri.startsWith("direct:deployment")))
                .containsExactly("platform-http:/bactrian/openapi/deployments");
        theDocumentHasTheParametersOfEachPath();
        everyReferenceOfTheDocumentLeadsSomewhere();
    }

    private void inference() {
        document = read("/openapi/inference.yaml");
        routes = read("/routes/v2.camel.yaml");
    }

    @Test
    void theDocumentHasTheParametersOfEachPath() {
        document.path("paths").properties().forEach(path -> {
            Set<String> parameters = new TreeSet<>();
            path.getValue().path("parameters").forEach(parameter -> parameters
                    .add(document.at(parameter.path("$ref").asText().substring(1)).path("name").asText()));
            assertThat(parameters).as(path.getKey()).isEqualTo(PARAMETER.matcher(path.getKey()).results()
                    .map((MatchResult found) -> found.group(1)).collect(Collectors.toCollection(TreeSet::new)));
        });
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        assertThat(document.findValuesAsText("$ref")).isNotEmpty()
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
    }

    @Test
    void everyCallButTheDocumentsOwnNeedsTheToken() {
        assertThat(open()).containsExactly("/bactrian/openapi");
        assertThat(document.at("/security/0/token").isArray()).isTrue();
        assertThat(entries("interceptFrom")).singleElement().satisfies(intercept -> {
            assertThat(intercept.path("uri").asText()).isEqualTo("direct:*");
            assertThat(intercept.at("/steps/0/process/ref").asText()).isEqualTo("authorise");
        });
        assertThat(entries("route")).hasSize(10).filteredOn(route -> !route.at("/from/uri").asText().startsWith("direct:"))
                .singleElement().satisfies(route -> assertThat(route.path("id").asText()).isEqualTo("openapi"));
    }

    private Set<String> open() {
        Set<String> open = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (method.getValue().path("security").isArray() && method.getValue().path("security").isEmpty()) {
                open.add(path.getKey());
            }
        }));
        return open;
    }

    private Set<String> documented() {
        Set<String> calls = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (!method.getKey().equals("parameters")) {
                calls.add(call(method.getKey(), path.getKey(), method.getValue().path("operationId").asText()));
            }
        }));
        return calls;
    }

    private Set<String> routed() {
        Set<String> calls = new TreeSet<>();
        Map<String, String> ids = entries("route").stream().collect(
                Collectors.toMap(route -> route.at("/from/uri").asText(), route -> route.path("id").asText()));
        for (JsonNode rest : entries("rest")) {
            rest.properties().forEach(method -> method.getValue().forEach(verb -> calls
                    .add(call(method.getKey(), rest.path("path").asText() + verb.path("path").asText(),
                            ids.get(verb.path("to").asText())))));
        }
        JsonNode own = entries("route").stream().filter(route -> route.path("id").asText().equals("openapi")).findFirst()
                .orElseThrow();
        calls.add(call(own.at("/from/parameters/httpMethodRestrict").asText(),
                own.at("/from/uri").asText().substring("platform-http:".length()), "openapi"));
        return calls;
    }

    private List<JsonNode> entries(String kind) {
        return routes.findValues(kind);
    }

    private static String call(String method, String path, String operation) {
        return method.toUpperCase(Locale.ROOT) + " " + path + " " + operation;
    }

    private static JsonNode read(String resource) {
        try {
            return new YAMLMapper().readTree(OpenApiTest.class.getResourceAsStream(resource));
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }
}
