package io.bactrian.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.kit.AsyncApi;

/** The AsyncAPI document has the topics that the configuration and the routes have. */
class AsyncApiTest {
    private static final Path ROUTES = Path.of("src", "main", "resources", "routes");
    private static final Pattern TOPIC_KEY = Pattern.compile("(?:kafka|paho-mqtt5):\\{\\{(bactrian[a-z.-]+)}}");

    private final AsyncApi api = new AsyncApi();

    @Test
    void addressesAreTheDefaultsOfTheirKeys() {
        Map<String, String> addresses = new TreeMap<>();
        Map<String, String> defaults = new TreeMap<>();
        api.channels().values().stream().filter(channel -> channel.has("x-configuration")).forEach(channel -> {
            String key = channel.path("x-configuration").asText();
            String preset = ConfigurationReader.keys().get(key).getDefaultValue();
            defaults.put(key, preset);
            String address = channel.path("address").asText();
            addresses.put(key, key.endsWith(".prefix")
                    ? address.substring(0, address.indexOf('/'))
                    : preset.contains("+") ? address.replace("{device}", "+") : address);
        });

        assertThat(addresses).hasSizeGreaterThanOrEqualTo(9).isEqualTo(defaults);
    }

    @Test
    void everyKeyOfATopicHasAChannel() throws IOException {
        Set<String> described = api.channels().values().stream().map(channel -> channel.path("x-configuration").asText())
                .collect(Collectors.toSet());
        Set<String> keys = ConfigurationReader.keys().keySet().stream()
                .filter(key -> key.endsWith(".topic") || key.endsWith("-topic")).collect(Collectors.toCollection(TreeSet::new));
        keys.addAll(routed());
        keys.remove("bactrian.mqtt.sparkplug-topic"); // the standard's own, without a default

        assertThat(described).containsAll(keys);
    }

    /** The keys of the topics that routes begin or end at. */
    private static Set<String> routed() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES).filter(Files::isRegularFile)) {
            Set<String> keys = new TreeSet<>();
            for (Path file : files.toList()) {
                TOPIC_KEY.matcher(Files.readString(file)).results().map(match -> match.group(1)).forEach(keys::add);
            }
            assertThat(keys).contains("bactrian.samples.topic", "bactrian.mqtt.telemetry-topic");
            return keys;
        }
    }

    @Test
    void everyChannelHasAServerMessagesAnOperationAndItsParameters() {
        Set<String> operated = new TreeSet<>();
        api.document().path("operations").forEach(operation -> {
            assertThat(operation.path("action").asText()).isIn("send", "receive");
            operated.add(operation.at("/channel/$ref").asText().substring("#/channels/".length()));
            String reply = operation.at("/reply/channel/$ref").asText("");
            if (!reply.isEmpty()) {
                operated.add(reply.substring("#/channels/".length()));
            }
        });
        assertThat(operated).isEqualTo(api.channels().keySet());
        api.channels().forEach((name, channel) -> {
            assertThat(channel.path("servers")).as(name).hasSize(1);
            assertThat(channel.path("messages")).as(name).isNotEmpty();
            assertThat(Pattern.compile("\\{([a-z]+)}").matcher(channel.path("address").asText()).results()
                    .map(match -> match.group(1)).collect(Collectors.toSet())).as(name)
                    .isEqualTo(Set.copyOf(names(channel.path("parameters"))));
        });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryPartIsUsed() {
        Set<String> references = references(api.document()).collect(Collectors.toCollection(TreeSet::new));
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(api.document().at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        });
        for (String kind : List.of("messages", "schemas", "parameters")) {
            assertThat(names(api.document().path("components").path(kind))).allSatisfy(
                    name -> assertThat(references).contains("#/components/" + kind + "/" + name));
        }
    }

    private static List<String> names(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static Stream<String> references(JsonNode node) {
        Stream<String> own = node.path("$ref").isTextual() ? Stream.of(node.path("$ref").asText()) : Stream.of();
        return Stream.concat(own, StreamSupport.stream(node.spliterator(), false).flatMap(AsyncApiTest::references));
    }

    @Test
    void everyChannelSaysWhoSendsAndWhoReads() {
        api.channels().forEach((name, channel) -> {
            assertThat(channel.path("x-sent-by").asText()).as(name).isNotBlank();
            assertThat(channel.path("x-read-by").asText()).as(name).isNotBlank();
        });
    }

    @Test
    void everyFieldHasAMeaning() {
        List<String> without = new ArrayList<>();
        collectWithout("", api.document().path("components"), without);

        assertThat(without).isEmpty();
    }

    private void collectWithout(String path, JsonNode node, List<String> without) {
        node.properties().forEach(entry -> {
            if (entry.getKey().equals("properties")) {
                entry.getValue().properties().forEach(field -> {
                    String reference = field.getValue().path("$ref").asText("");
                    JsonNode known = reference.isEmpty() ? field.getValue() : api.document().at(reference.substring(1));
                    if (known.path("description").asText().isBlank()) {
                        without.add(path + "/" + field.getKey());
                    }
                });
            }
            if (!entry.getKey().equals("examples")) {
                collectWithout(path + "/" + entry.getKey(), entry.getValue(), without);
            }
        });
        if (node.isArray()) {
            node.forEach(element -> collectWithout(path, element, without));
        }
    }

    @Test
    void everyMessageThatHasAFormHasExamplesOfIt() {
        api.document().at("/components/messages").properties().stream().filter(message -> message.getValue().has("payload"))
                .forEach(message -> assertThat(message.getValue().path("examples")).as(message.getKey()).isNotEmpty()
                        .allSatisfy(example -> assertThat(
                                api.problems(message.getKey(), null, example.path("payload").toString().getBytes(UTF_8)))
                                .as("%s of %s", example, message.getKey()).isEmpty()));
    }

    @Test
    void itsExamplesInTheDocumentationAreValid() throws IOException {
        String page = Files.readString(Path.of("docs", "interfaces.md"));
        Map<String, String> sections = Map.of("## Telemetry", "telemetry", "## Answers", "answer",
                "### While the window fills", "warming", "## Drift events", "driftEvent", "## Labels", "labels",
                "## Announcements", "announcement", "## Reports", "report");
        sections.forEach((heading, message) -> assertThat(examples(page, heading)).as(heading).isNotEmpty()
                .allSatisfy(example -> assertThat(api.problems(message, null, example.getBytes())).as(example).isEmpty()));
    }

    /** The JSON behind a heading, up to the next. */
    private static List<String> examples(String page, String heading) {
        String from = page.substring(page.indexOf("\n" + heading + "\n") + heading.length() + 2);
        String section = from.substring(0, Math.max(from.indexOf("\n#"), 0));
        return Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(section).results()
                .map((MatchResult match) -> match.group(1)).filter(example -> !example.contains("\"taken\"")).toList();
    }

    @Test
    void aRouteOfBothRolesServesIt() throws IOException {
        JsonNode route = new YAMLMapper().readTree(ROUTES.resolve("shared/asyncapi.camel.yaml").toFile()).path(0).path("route");
        assertThat(route.at("/from/uri").asText()).isEqualTo("platform-http:/bactrian/asyncapi");
        assertThat(route.at("/from/steps/2/setBody/expression/constant/expression").asText())
                .isEqualTo("resource:classpath:asyncapi/bactrian.yaml");
    }
}
