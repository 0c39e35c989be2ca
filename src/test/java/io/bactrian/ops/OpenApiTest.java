package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
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

    private final JsonNode document = read("/openapi/bactrian.yaml");
    private final JsonNode routes = read("/routes/api.camel.yaml");

    @Test
    void theDocumentHasThePathsMethodsParametersAndStatusesOfTheRouteFile() {
        assertThat(documented()).isEqualTo(routed()).hasSize(9);
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        assertThat(document.findValuesAsText("$ref")).isNotEmpty()
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
    }

    @Test
    void everyCallButTheDocumentsOwnNeedsTheToken() {
        Set<String> open = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (method.getValue().path("security").isArray() && method.getValue().path("security").isEmpty()) {
                open.add(path.getKey());
            }
        }));

        assertThat(open).containsExactly("/bactrian/openapi");
        assertThat(document.at("/security/0/token").isArray()).isTrue();
        for (JsonNode entry : routes) {
            JsonNode route = entry.path("route");
            String first = route.at("/from/steps/0/process/ref").asText();
            if (!route.isMissingNode() && !route.path("id").asText().equals("openapi")) {
                assertThat(first).as(route.path("id").asText()).isEqualTo("authorise");
            }
        }
    }

    private Set<String> documented() {
        Set<String> calls = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (!method.getKey().equals("parameters")) {
                Set<String> parameters = new TreeSet<>();
                path.getValue().path("parameters").forEach(parameter -> parameters
                        .add(document.at(parameter.path("$ref").asText().substring(1)).path("name").asText()));
                Set<String> statuses = new TreeSet<>();
                method.getValue().path("responses").fieldNames().forEachRemaining(statuses::add);
                calls.add(call(method.getKey(), path.getKey(), parameters, statuses));
            }
        }));
        return calls;
    }

    private Set<String> routed() {
        Set<String> calls = new TreeSet<>();
        for (JsonNode entry : routes) {
            JsonNode rest = entry.path("rest");
            rest.properties().forEach(method -> method.getValue().forEach(verb -> {
                String path = rest.path("path").asText() + verb.path("path").asText();
                Set<String> statuses = new TreeSet<>(verb.path("responseMessage").findValuesAsText("code"));
                Set<String> parameters = PARAMETER.matcher(path).results().map((MatchResult found) -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                calls.add(call(method.getKey(), path, parameters, statuses));
            }));
        }
        return calls;
    }

    private static String call(String method, String path, Set<String> parameters, Set<String> statuses) {
        return method.toUpperCase(Locale.ROOT) + " " + path + " " + parameters + " " + statuses;
    }

    private static JsonNode read(String resource) {
        try {
            return new YAMLMapper().readTree(OpenApiTest.class.getResourceAsStream(resource));
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }
}
