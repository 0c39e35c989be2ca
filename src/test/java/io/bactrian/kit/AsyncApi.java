package io.bactrian.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

/** The shipped AsyncAPI document, and messages held against it. */
public final class AsyncApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7,
            factory -> factory.metaSchema(
                    JsonMetaSchema.builder(JsonMetaSchema.getV7()).keyword(new NonValidationKeyword("x-unit")).build()));

    private final JsonNode document;

    public AsyncApi() {
        try (InputStream in = AsyncApi.class.getResourceAsStream("/asyncapi/bactrian.yaml")) {
            document = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode document() {
        return document;
    }

    /** Channels by name. */
    public Map<String, JsonNode> channels() {
        Map<String, JsonNode> channels = new TreeMap<>();
        document.path("channels").properties().forEach(channel -> channels.put(channel.getKey(), channel.getValue()));
        return channels;
    }

    /** The name of the channel whose address a topic has; null for none. */
    public String channelOf(String topic) {
        return channels().entrySet().stream().filter(channel -> Pattern.matches(
                Pattern.quote(channel.getValue().path("address").asText()).replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q"), topic))
                .map(Map.Entry::getKey).findFirst().orElse(null);
    }

    /** The names of a channel's messages that this is one of, by its headers where they are given, and by its payload. */
    public Set<String> messages(String channel, Map<String, String> headers, byte[] payload) {
        Set<String> fitting = new TreeSet<>();
        channels().get(channel).path("messages").properties().forEach(message -> {
            if (problems(message.getKey(), headers, payload).isEmpty()) {
                fitting.add(message.getKey());
            }
        });
        return fitting;
    }

    /** What is wrong with a message of that name; nothing is said of a payload that has no schema. */
    public List<String> problems(String message, Map<String, String> headers, byte[] payload) {
        JsonNode described = document.at("/components/messages/" + message);
        List<String> problems = new ArrayList<>();
        if (described.isMissingNode()) {
            problems.add("there is no message " + message);
        }
        if (headers != null && described.has("headers")) {
            problems.addAll(problems(described.path("headers"), JSON.valueToTree(headers)));
        }
        if (described.has("payload")) {
            try {
                problems.addAll(problems(described.path("payload"), JSON.readTree(payload)));
            } catch (IOException e) {
                problems.add("the payload is no JSON");
            }
        }
        return problems;
    }

    private List<String> problems(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$schema", "http://json-schema.org/draft-07/schema#");
        whole.set("definitions", document.at("/components/schemas"));
        whole.putArray("allOf").add(schema);
        String text = whole.toString().replace("#/components/schemas/", "#/definitions/");
        return SCHEMAS.getSchema(text).validate(value).stream().map(ValidationMessage::getMessage).toList();
    }
}
