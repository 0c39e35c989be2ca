package io.bactrian.telemetry;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads one message; a first error of meaning is kept until the whole message is read, so that the answer can carry its id. */
final class TelemetryReader {
    private static final int MAX_ID = 256;
    private static final int MAX_TEXT = 1024;
    private static final int FIRST_CAPACITY = 16;
    private static final double EXACT = 0x1p53;

    String id;
    Long timestamp;
    private String[] channels = new String[FIRST_CAPACITY];
    private double[] values = new double[FIRST_CAPACITY];
    private String[] texts;
    private String[] literals;
    private int count;
    private String section;
    private ErrorCode problem;
    private String problemText;

    void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            skipRest(parser);
            throw new BadInput(ErrorCode.WRONG_TYPE, "the message is a JSON " + parser.currentToken() + "; expected an object");
        }
        String field;
        while ((field = parser.nextFieldName()) != null) {
            parser.nextToken();
            switch (field) {
                case "id" -> readId(parser);
                case "ts" -> readTimestamp(parser);
                case "values" -> readSection(parser, "values", JsonToken.START_OBJECT);
                case "features" -> readSection(parser, "features", JsonToken.START_ARRAY);
                default -> passOver(parser, field);
            }
        }
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "more after the end of the object");
        }
        if (problem == null && section == null) {
            wrong(ErrorCode.WRONG_TYPE,
                    "neither \"values\" nor \"features\" is there; expected {\"values\":{\"channel\":number}}");
        }
        if (problem != null) {
            throw new BadInput(problem, id, problemText);
        }
    }

    /** The channels' names in the order sent, or null where values came by position. */
    String[] channels() {
        return "values".equals(section) ? Arrays.copyOf(channels, count) : null;
    }

    double[] values() {
        return Arrays.copyOf(values, count);
    }

    /** The texts at their places, or null where there is none. */
    String[] texts() {
        return texts == null ? null : Arrays.copyOf(texts, count);
    }

    /** What was sent where a number does not say it all, or null where there is no such. */
    String[] literals() {
        return literals == null ? null : Arrays.copyOf(literals, count);
    }

    private void readId(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            wrong(ErrorCode.WRONG_TYPE, "\"id\" is a JSON " + parser.currentToken() + "; expected a string");
            parser.skipChildren();
        } else if (parser.getTextLength() == 0 || parser.getTextLength() > MAX_ID) {
            wrong(ErrorCode.WRONG_TYPE, "\"id\" has " + parser.getTextLength() + " characters; expected 1 to " + MAX_ID);
        } else {
            id = parser.getText();
        }
    }

    private void readTimestamp(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    wrong(ErrorCode.WRONG_TYPE, "\"ts\" is " + shorten(parser.getText()) + "; expected epoch milliseconds");
                } else {
                    timestamp = parser.getLongValue();
                }
            }
            case VALUE_STRING -> {
                try {
                    timestamp = OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
                } catch (DateTimeException | ArithmeticException e) {
                    wrong(ErrorCode.WRONG_TYPE, "\"ts\" is '" + shorten(parser.getText())
                            + "'; expected epoch milliseconds or RFC 3339 such as 2026-01-31T12:00:00Z");
                }
            }
            default -> {
                wrong(ErrorCode.WRONG_TYPE, "\"ts\" is a JSON " + parser.currentToken()
                        + "; expected epoch milliseconds or an RFC 3339 string");
                parser.skipChildren();
            }
        }
    }

    private void readSection(JsonParser parser, String name, JsonToken start) throws IOException {
        if (section != null) {
            wrong(ErrorCode.WRONG_TYPE, "\"" + name + "\" follows \"" + section + "\"; expected one of them, once");
        }
        section = name;
        count = 0;
        texts = null;
        literals = null;
        if (parser.currentToken() != start) {
            wrong(ErrorCode.WRONG_TYPE, "\"" + name + "\" is a JSON " + parser.currentToken() + "; expected "
                    + (start == JsonToken.START_OBJECT ? "an object of numbers" : "an array of numbers"));
            parser.skipChildren();
            return;
        }
        while (!parser.nextToken().isStructEnd()) {
            String channel = null;
            if (start == JsonToken.START_OBJECT) {
                channel = parser.currentName();
                parser.nextToken();
            }
            readValue(parser, channel);
        }
    }

    private void readValue(JsonParser parser, String channel) throws IOException {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
            channels = Arrays.copyOf(channels, count * 2);
        }
        double value = 0;
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            readText(parser, channel);
            value = Double.NaN;
        } else if (parser.currentToken() == JsonToken.VALUE_NULL) {
            value = Double.NaN;
        } else if (parser.currentToken().isBoolean()) {
            keepLiteral(parser);
            value = parser.getBooleanValue() ? 1 : 0;
        } else if (!parser.currentToken().isNumeric()) {
            wrong(ErrorCode.WRONG_TYPE,
                    place(channel) + " is a JSON " + parser.currentToken() + "; expected a number or a text");
            parser.skipChildren();
        } else {
            value = parser.getDoubleValue();
            if (!Double.isFinite(value)) {
                wrong(ErrorCode.NOT_FINITE, place(channel) + " is " + shorten(parser.getText()) + "; expected a finite number");
            } else if (Math.abs(value) >= EXACT && parser.getDecimalValue().compareTo(new BigDecimal(value)) != 0) {
                keepLiteral(parser);
            }
        }
        channels[count] = channel;
        values[count++] = value;
    }

    private void keepLiteral(JsonParser parser) throws IOException {
        if (literals == null || literals.length < values.length) {
            literals = literals == null ? new String[values.length] : Arrays.copyOf(literals, values.length);
        }
        literals[count] = shorten(parser.getText());
    }

    private void readText(JsonParser parser, String channel) throws IOException {
        if (parser.getTextLength() > MAX_TEXT) {
            wrong(ErrorCode.WRONG_TYPE,
                    place(channel) + " has " + parser.getTextLength() + " characters; expected at most " + MAX_TEXT);
        }
        if (texts == null || texts.length < values.length) {
            texts = texts == null ? new String[values.length] : Arrays.copyOf(texts, values.length);
        }
        texts[count] = parser.getText();
    }

    private String place(String channel) {
        return channel == null ? "features[" + count + "]" : "channel '" + shorten(channel) + "'";
    }

    private void passOver(JsonParser parser, String field) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
                wrong(ErrorCode.NOT_FINITE,
                        "\"" + shorten(field) + "\" holds " + parser.getText() + "; expected a finite number");
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    private void wrong(ErrorCode code, String text) {
        if (problem == null) {
            problem = code;
            problemText = text;
        }
    }

    private static void skipRest(JsonParser parser) throws IOException {
        JsonToken first = parser.currentToken();
        if (first == null) {
            throw new JsonParseException(parser, "only white space");
        }
        parser.skipChildren();
    }

    static String shorten(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
