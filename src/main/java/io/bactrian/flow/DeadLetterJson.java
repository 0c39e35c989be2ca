package io.bactrian.flow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;

/** Dead letters as JSON; docs/control.md has the shape. */
final class DeadLetterJson {
    private DeadLetterJson() {
    }

    /** @param count how many there were since the start */
    static ObjectNode all(List<DeadLetters.Kept> letters, long count) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("count", count);
        ArrayNode all = node.putArray("letters");
        letters.forEach(letter -> write(letter, all.addObject()));
        return node;
    }

    private static void write(DeadLetters.Kept kept, ObjectNode node) {
        DeadLetter letter = kept.letter();
        node.put("id", Long.toString(kept.id())).put("at", letter.at().toString()).put("device", letter.device())
                .put("topic", letter.topic()).put("code", letter.code()).put("reason", letter.reason())
                .put("bytes", letter.length()).put("cut", !letter.whole());
        String text = text(letter.payload());
        if (text == null) {
            node.put("base64", Base64.getEncoder().encodeToString(letter.payload()));
        } else {
            node.put("text", text);
        }
        node.put("state", kept.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("again", letter.way() != DeadLetter.Way.NONE && kept.state() == DeadLetters.State.KEPT);
    }

    /** Null where it is no text that can be shown and changed. */
    private static String text(byte[] payload) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            boolean shown = text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t');
            return shown ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The payload that a request has in its body, as {@code text} or {@code base64}; null for the letter's own. */
    static byte[] corrected(ApiRequest request) throws ApiProblem {
        JsonNode body = request.body();
        JsonNode text = body.path("text");
        JsonNode base64 = body.path("base64");
        if (text.isTextual() && base64.isMissingNode()) {
            return text.textValue().getBytes(StandardCharsets.UTF_8);
        }
        try {
            if (base64.isTextual() && text.isMissingNode()) {
                return Base64.getDecoder().decode(base64.textValue());
            }
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("'base64' in the body is not base64: " + e.getMessage());
        }
        if (!body.isEmpty()) {
            throw ApiProblem.badRequest("the body: expected {\"text\": …}, {\"base64\": …}, or {} for the message as it was");
        }
        return null;
    }
}
