package io.bactrian.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;

/** A shipped JSON Schema as an editor applies it: the document is parsed by the core schema of YAML 1.2, not by our reader. */
public final class EditorSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LoadSettings CORE = LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false)
            .build();

    private static final BigDecimal BEYOND = new BigDecimal("1e400");

    private final JsonNode text;
    private final JsonSchema schema;

    /** @param name of the resource below {@code schema/} */
    public EditorSchema(String name) {
        try (InputStream in = EditorSchema.class.getResourceAsStream("/schema/" + name)) {
            text = JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
    }

    public boolean accepts(String yaml) {
        try {
            return schema.validate(json(new Load(CORE).loadFromString(yaml))).isEmpty();
        } catch (YamlEngineException e) {
            return false;
        }
    }

    /** JSON has neither NaN nor infinity, and the validator fails on them: it gets a text, or a number that no double holds. */
    private static JsonNode json(Object value) {
        if (value instanceof Map<?, ?> mapping) {
            ObjectNode node = JSON.createObjectNode();
            mapping.forEach((key, each) -> node.set(String.valueOf(key), json(each)));
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = JSON.createArrayNode();
            list.forEach(each -> node.add(json(each)));
            return node;
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return number.isNaN()
                    ? TextNode.valueOf(".nan")
                    : DecimalNode.valueOf(BEYOND.multiply(BigDecimal.valueOf(Math.signum(number))));
        }
        return JSON.valueToTree(value);
    }

    /** Whether the schema itself follows the JSON Schema that it names. */
    public boolean isValid() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(text.path("$schema").asText())).validate(text).isEmpty();
    }

    /** The fixed keys of each mapping, in order, by the mapping's title. */
    public Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new TreeMap<>();
        mappings(text).forEach(mapping -> {
            Set<String> names = new TreeSet<>();
            mapping.path("properties").fieldNames().forEachRemaining(names::add);
            keys.put(mapping.path("title").asText(), List.copyOf(names));
        });
        return keys;
    }

    /** The keys for which an editor has no description to show. */
    public List<String> undescribed() {
        return mappings(text).flatMap(mapping -> mapping.path("properties").properties().stream())
                .filter(key -> key.getValue().path("description").asText().isBlank()).map(Map.Entry::getKey).toList();
    }

    private static Stream<JsonNode> mappings(JsonNode node) {
        Stream<JsonNode> below = StreamSupport.stream(node.spliterator(), false).flatMap(EditorSchema::mappings);
        return node.path("properties").isObject() ? Stream.concat(Stream.of(node), below) : below;
    }
}
