package io.bactrian.telemetry;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Reads KubeEdge's device data: {@code {"event_id":"…","timestamp":1795431600123,"data":{"temperature":{"value":"1","metadata":{…}}}}}.
 * Values are texts, and numbers where they are written as one and {@code metadata.type} is not {@code string}.
 */
final class KubeEdgeReader extends PayloadReader {
    private final PayloadSettings settings;
    private boolean hasData;

    KubeEdgeReader(PayloadSettings settings) {
        this.settings = settings;
    }

    @Override
    void read(byte[] payload) throws IOException {
        try (JsonParser parser = Parsers.strictJson(payload)) {
            Parsers.begin(parser, JsonToken.START_OBJECT, "an object");
            String field;
            while ((field = parser.nextFieldName()) != null) {
                JsonToken token = parser.nextToken();
                switch (field) {
                    case "event_id" -> head.id(token == JsonToken.VALUE_STRING ? parser.getText() : null);
                    case "timestamp" -> timestamp(parser);
                    case "data" -> data(parser);
                    default -> {
                        // of no interest here
                    }
                }
                parser.skipChildren();
            }
            Parsers.checkEnd(parser);
        }
        if (!hasData) {
            head.note(ErrorCode.WRONG_TYPE, "there is no object 'data'; expected {\"data\":{\"property\":{\"value\":\"1\"}}}");
        }
        head.check();
    }

    /** 0 is what a mapper sends that does not know. */
    private void timestamp(JsonParser parser) throws IOException {
        boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!whole) {
            head.note(ErrorCode.WRONG_TYPE, "'timestamp' is a JSON " + parser.currentToken() + "; expected epoch milliseconds");
        } else if (parser.getLongValue() != 0) {
            head.timestamp(parser.getLongValue());
        }
    }

    private void data(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        hasData = true;
        String property;
        while ((property = parser.nextFieldName()) != null) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                value(parser, property);
            } else {
                head.note(ErrorCode.WRONG_TYPE, "data '" + MessageHead.shorten(property) + "' is a JSON "
                        + parser.currentToken() + "; expected {\"value\":\"1\"}");
                parser.skipChildren();
            }
        }
    }

    private void value(JsonParser parser, String property) throws IOException {
        String value = null;
        boolean isText = false;
        String field;
        while ((field = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            if (field.equals("value") && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                value = parser.getText();
            } else if (field.equals("metadata") && token == JsonToken.START_OBJECT) {
                isText = isText(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (value == null) {
            head.note(ErrorCode.WRONG_TYPE, "data '" + MessageHead.shorten(property) + "' has no 'value'; expected a text");
        } else {
            ScalarText.add(readings, head, settings.channel(property), value, isText);
        }
    }

    private static boolean isText(JsonParser parser) throws IOException {
        boolean isText = false;
        String field;
        while ((field = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            if (field.equals("type") && token == JsonToken.VALUE_STRING) {
                isText = parser.getText().equalsIgnoreCase("string");
            }
            parser.skipChildren();
        }
        return isText;
    }
}
