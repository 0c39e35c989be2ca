package io.bactrian.telemetry;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads one message; a first error of meaning is kept until the whole message is read, so that the answer can carry its id. */
final class TelemetryReader extends PayloadReader {
    static final int MAX_TEXT = 1024;
    static final double EXACT = 0x1p53;

    private final boolean flat;
    private final boolean binary;
    private final PayloadSettings settings;
    private final boolean renamed;
    private Set<String> passedOver;
    private String section;

    /**
     * @param flat   whether each field but id and ts is a channel
     * @param binary whether the message is CBOR, and not JSON
     */
    TelemetryReader(boolean flat, boolean binary, PayloadSettings settings) {
        this.flat = flat;
        this.binary = binary;
        this.settings = settings;
        this.renamed = !settings.names().isEmpty();
    }

    @Override
    void read(byte[] payload) throws IOException {
        try (JsonParser parser = binary ? Parsers.cbor(payload) : Parsers.json(payload)) {
            read(parser);
        }
    }

    private void read(JsonParser parser) throws IOException {
        Parsers.begin(parser, JsonToken.START_OBJECT, "an object");
        if (flat && !settings.path().isEmpty()) {
            readInside(parser, 0);
        } else {
            readFields(parser);
        }
        Parsers.checkEnd(parser);
        if (section == null && !flat) {
            head.note(ErrorCode.WRONG_TYPE,
                    "neither \"values\" nor \"features\" is there; expected {\"values\":{\"channel\":number}}");
        }
        head.check();
    }

    private void readFields(JsonParser parser) throws IOException {
        String field;
        while ((field = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            if (field.equals("id") && (!flat || token == JsonToken.VALUE_STRING)) {
                head.readId(parser);
            } else if (field.equals("ts")) {
                head.readTimestamp(parser);
            } else if (flat) {
                readFlat(parser, field);
            } else if (field.equals("values")) {
                readSection(parser, "values", JsonToken.START_OBJECT);
            } else if (field.equals("features")) {
                readSection(parser, "features", JsonToken.START_ARRAY);
            } else {
                notTwice(field);
                passOver(parser, field);
            }
        }
    }

    /** The object at the path is read, and what is beside it is passed over. */
    private void readInside(JsonParser parser, int depth) throws IOException {
        boolean found = false;
        String field;
        while ((field = parser.nextFieldName()) != null) {
            boolean leads = parser.nextToken() == JsonToken.START_OBJECT && field.equals(settings.path().get(depth));
            if (leads && found) {
                secondTime(field);
                parser.skipChildren();
            } else if (leads && depth + 1 == settings.path().size()) {
                readFields(parser);
            } else if (leads) {
                readInside(parser, depth + 1);
            } else {
                passOver(parser, field);
            }
            found |= leads;
        }
        if (!found) {
            head.note(ErrorCode.WRONG_TYPE, "there is no object at '"
                    + MessageHead.shorten(String.join(".", settings.path().subList(0, depth + 1)))
                    + "'; expected it as the device's 'payload.path' in the directory says");
        }
    }

    @Override
    boolean named() {
        return flat || "values".equals(section);
    }

    private void readSection(JsonParser parser, String name, JsonToken start) throws IOException {
        if (section != null) {
            head.note(ErrorCode.WRONG_TYPE, "\"" + name + "\" follows \"" + section + "\"; expected one of them, once");
        }
        section = name;
        readings.clear();
        if (parser.currentToken() != start) {
            head.note(ErrorCode.WRONG_TYPE, "\"" + name + "\" is a JSON " + parser.currentToken() + "; expected "
                    + (start == JsonToken.START_OBJECT ? "an object of numbers" : "an array of numbers"));
            parser.skipChildren();
            return;
        }
        while (!parser.nextToken().isStructEnd()) {
            String channel = null;
            if (start == JsonToken.START_OBJECT) {
                channel = renamed ? settings.channel(parser.currentName()) : parser.currentName();
                parser.nextToken();
            }
            readValue(parser, channel);
        }
    }

    private void readFlat(JsonParser parser, String channel) throws IOException {
        JsonToken token = parser.currentToken();
        boolean text = token == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_TEXT;
        if (text || token.isNumeric() || token.isBoolean() || token == JsonToken.VALUE_NULL) {
            readValue(parser, renamed ? settings.channel(channel) : channel);
        } else {
            passOver(parser, channel);
        }
    }

    private void readValue(JsonParser parser, String channel) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            if (parser.getTextLength() > MAX_TEXT) {
                head.note(ErrorCode.WRONG_TYPE,
                        place(channel) + " has " + parser.getTextLength() + " characters; expected at most " + MAX_TEXT);
            }
            readings.add(channel, parser.getText());
        } else if (token == JsonToken.VALUE_NULL) {
            readings.add(channel, Double.NaN);
        } else if (token.isBoolean()) {
            readings.add(channel, parser.getBooleanValue() ? 1 : 0, parser.getText());
        } else if (!token.isNumeric()) {
            head.note(ErrorCode.WRONG_TYPE, place(channel) + " is a JSON " + token + "; expected a number or a text");
            parser.skipChildren();
        } else {
            double value = parser.getDoubleValue();
            if (!Double.isFinite(value)) {
                head.note(ErrorCode.NOT_FINITE,
                        place(channel) + " is " + MessageHead.shorten(parser.getText()) + "; expected a finite number");
            }
            if (Math.abs(value) >= EXACT && Double.isFinite(value)
                    && parser.getDecimalValue().compareTo(new BigDecimal(value)) != 0) {
                readings.add(channel, value, MessageHead.shorten(parser.getText()));
            } else {
                readings.add(channel, value);
            }
        }
    }

    private String place(String channel) {
        return channel == null ? "features[" + readings.count() + "]" : "channel '" + MessageHead.shorten(channel) + "'";
    }

    private void notTwice(String field) {
        if (passedOver == null) {
            passedOver = new HashSet<>();
        }
        if (!passedOver.add(field)) {
            secondTime(field);
        }
    }

    private void secondTime(String field) {
        head.note(ErrorCode.WRONG_TYPE, "\"" + MessageHead.shorten(field) + "\" is there a second time; expected it once");
    }

    private void passOver(JsonParser parser, String field) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
                head.note(ErrorCode.NOT_FINITE,
                        "\"" + MessageHead.shorten(field) + "\" holds " + parser.getText() + "; expected a finite number");
            }
        } while (depth > 0 && parser.nextToken() != null);
    }
}
