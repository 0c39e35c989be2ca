package io.bactrian.tensor;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;

import io.bactrian.text.Excerpt;

/** Fields of a request, each with its place in the error. The parser is at the value. */
final class Fields {
    private static final int LONGEST_SHOWN = 80;

    private Fields() {
    }

    /** Handles one parameter, whose value the parser is at; {@link #parameters} has checked that it is no object and no array. */
    interface Parameter {
        void read(String name) throws IOException;
    }

    static void expect(JsonParser parser, JsonToken token, String place, String expected) throws IOException {
        if (parser.currentToken() != token) {
            throw wrong(parser, place, expected);
        }
    }

    static String text(JsonParser parser, String place) throws IOException {
        expect(parser, JsonToken.VALUE_STRING, place, "a text");
        return parser.getText();
    }

    static boolean truth(JsonParser parser, String place) throws IOException {
        if (!parser.currentToken().isBoolean()) {
            throw wrong(parser, place, "true or false");
        }
        return parser.getBooleanValue();
    }

    /** 0 or more. */
    static long whole(JsonParser parser, String place) throws IOException {
        boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER;
        if (!whole || parser.getLongValue() < 0) {
            throw wrong(parser, place, "a whole number from 0 to " + Long.MAX_VALUE);
        }
        return parser.getLongValue();
    }

    static void parameters(JsonParser parser, String place, Parameter each) throws IOException {
        expect(parser, JsonToken.START_OBJECT, place, "an object");
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken value = parser.nextToken();
            if (!value.isScalarValue() || value == JsonToken.VALUE_NULL) {
                throw wrong(parser, place + "." + name, "a text, a number, true or false");
            }
            each.read(name);
        }
    }

    private static InvalidRequest wrong(JsonParser parser, String place, String expected) throws IOException {
        JsonToken token = parser.currentToken();
        String shown = token == JsonToken.START_OBJECT
                ? "an object"
                : token == JsonToken.START_ARRAY ? "an array" : "'" + Excerpt.of(parser.getText(), LONGEST_SHOWN) + "'";
        return new InvalidRequest(place + " is " + shown + "; expected " + expected);
    }
}
