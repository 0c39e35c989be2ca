package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

/** What an OpenAPI document promises of responses: their statuses, and the members of their JSON. */
public final class Contract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;

    private Contract(JsonNode document) {
        this.document = document;
    }

    /** @param name of the document among those that are shipped, without what it ends with */
    public static Contract of(String name) {
        try {
            JsonNode document = new YAMLMapper().readTree(Contract.class.getResourceAsStream("/openapi/" + name + ".yaml"));
            close(document.path("components").path("schemas"));
            close(document.path("paths"));
            return new Contract(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A member that no schema names is a fault, too. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema && schema.path("properties").isObject() && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(Contract::close);
    }

    /**
     * What is not as promised; empty where all is.
     *
     * @param path as the document has it, with its parameters in braces
     */
    public List<String> faults(String method, String path, HttpResponse<String> response) {
        JsonNode promised = document.path("paths").path(path).path(method).path("responses")
                .path(Integer.toString(response.statusCode()));
        if (promised.has("$ref")) {
            promised = document.at(promised.path("$ref").asText().substring(1));
        }
        JsonNode schema = promised.path("content").path("application/json").path("schema");
        if (schema.isMissingNode()) {
            return List.of(method + " " + path + " promises no JSON with status " + response.statusCode() + ": "
                    + response.body());
        }
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        try {
            return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(whole).validate(JSON.readTree(response.body()))
                    .stream().map(ValidationMessage::getMessage).toList();
        } catch (JsonProcessingException e) {
            return List.of(response.body() + " is no JSON");
        }
    }
}
