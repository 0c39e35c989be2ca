package io.bactrian.text;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * One JSON document, read strictly. {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers. Rejected are: a key twice, anything
 * after the end, more than 32 levels.
 */
public final class JsonDocument {
    private static final int MOST_LEVELS = 32;
    private static final ObjectMapper JSON = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build()).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private JsonDocument() {
    }

    /**
     * @param content UTF-8; the caller bounds its size
     * @return missing where it holds nothing
     * @throws MalformedText naming line, column, and what is expected
     */
    public static JsonNode parse(byte[] content) throws IOException {
        try (JsonParser parser = JSON.createParser(Utf8.decodeJson(content))) {
            try {
                JsonNode root = JSON.readTree(parser);
                if (parser.nextToken() != null) {
                    throw new JsonParseException(parser, "more after the end; expected one object");
                }
                return root == null ? MissingNode.getInstance() : root;
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                String problem = e.getOriginalMessage().lines().findFirst().orElse("no JSON").replaceAll(", from `[^`]*`", "");
                throw new MalformedText(at.getLineNr(), at.getColumnNr(), problem);
            }
        }
    }
}
