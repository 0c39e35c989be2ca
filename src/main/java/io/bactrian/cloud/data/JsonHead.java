package io.bactrian.cloud.data;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import io.bactrian.text.Excerpt;
import io.bactrian.text.MalformedText;
import io.bactrian.text.Utf8;

/** The members that a record is found by; the rest of the object is checked and passed over. */
final class JsonHead {
    private static final int LONGEST = 1024;
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final Set<String> TEXTS = Set.of("id", "device", "model", "at", "to");

    private final Map<String, String> texts = new HashMap<>();
    private Long millis;

    private JsonHead() {
    }

    /**
     * @param reserved members that it must not have
     * @throws UnreadableException where it is no JSON object, or has one of these
     */
    static JsonHead read(byte[] value, Set<String> reserved) throws UnreadableException {
        JsonHead head = new JsonHead();
        try (JsonParser parser = JSON.createParser(Utf8.decodeJson(value))) {
            head.read(parser, reserved);
            return head;
        } catch (JsonProcessingException e) {
            throw new UnreadableException("no JSON: " + Excerpt.visible(e.getOriginalMessage(), LONGEST));
        } catch (MalformedText e) {
            throw new UnreadableException(e.getMessage());
        } catch (IOException e) {
            throw new UnreadableException("no JSON: " + e);
        }
    }

    private void read(JsonParser parser, Set<String> reserved) throws IOException, UnreadableException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new UnreadableException("no JSON object, but " + parser.currentToken() + "; expected one object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (reserved.contains(name)) {
                throw new UnreadableException("it has a member '" + name + "', which is this service's own");
            }
            if (TEXTS.contains(name) && token == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else if (name.equals("ts") && token == JsonToken.VALUE_NUMBER_INT) {
                millis = parser.getLongValue();
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw new UnreadableException("there is more after the object's end; expected one object");
        }
    }

    /** A text of at most 1024 characters, and at least one. */
    String need(String name) throws UnreadableException {
        return checked(name, texts.get(name));
    }

    /** The same, or empty where it is missing or empty. */
    String optional(String name) throws UnreadableException {
        return texts.getOrDefault(name, "").isEmpty() ? "" : need(name);
    }

    long millis() throws UnreadableException {
        if (millis == null) {
            throw new UnreadableException("it has no 'ts'; expected its time, a whole number of milliseconds since 1970");
        }
        return millis;
    }

    static String checked(String name, String text) throws UnreadableException {
        if (text == null || text.isEmpty()) {
            throw new UnreadableException("it has no '" + name + "'; expected a text");
        }
        if (text.length() > LONGEST) {
            throw new UnreadableException(
                    "its '" + name + "' has " + text.length() + " characters; expected at most " + LONGEST);
        }
        return text;
    }
}
