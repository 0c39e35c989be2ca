package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;

/**
 * What a device reads from an answer.
 *
 * @param id the message's id, null when the answer has none
 * @param label what the model says, null while warming and on errors
 * @param code the error's code, null where there is none
 * @param version the model's version that answered, null on errors
 */
public record Answer(String id, Ledger.Kind kind, String label, double score, String code, String version) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads the fields above and skips the rest. */
    public static Answer parse(byte[] payload) {
        String id = null;
        String label = null;
        String code = null;
        String version = null;
        var score = Double.NaN;
        var kind = Ledger.Kind.RESULT;
        try (var parser = JSON.createParser(payload)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                var value = parser.nextToken();
                switch (field) {
                    case "id" -> id = parser.getValueAsString();
                    case "version" -> version = parser.getValueAsString();
                    case "label" -> label = parser.getValueAsString();
                    case "score" -> score = parser.getValueAsDouble(Double.NaN);
                    case "state" -> kind = Ledger.Kind.WARMING;
                    case "error" -> {
                        kind = Ledger.Kind.ERROR;
                        while (parser.nextToken() == JsonToken.FIELD_NAME) {
                            var isCode = parser.currentName().equals("code");
                            parser.nextToken();
                            code = isCode ? parser.getValueAsString() : code;
                        }
                        value = null;
                    }
                    default -> {
                    }
                }
                if (value != null && value.isStructStart()) {
                    parser.skipChildren();
                }
            }
            return new Answer(id, kind, label, score, code, version);
        } catch (IOException e) {
            throw new UncheckedIOException("An answer is not JSON: " + new String(payload, StandardCharsets.UTF_8), e);
        }
    }

    /** Whether the model found something other than normal. */
    public boolean anomaly() {
        return label != null && !label.equals("normal");
    }
}
