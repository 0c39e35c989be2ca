package io.bactrian.telemetry;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

/** Bounded parsers of JSON and CBOR. */
final class Parsers {
    static final int MOST_LEVELS = 64;
    static final int LONGEST_NUMBER = 1000;
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS)
            .maxNumberLength(LONGEST_NUMBER).build();
    private static final JsonFactory JSON = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).streamReadConstraints(BOUNDS).build();
    private static final JsonFactory EACH_ONCE = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).streamReadConstraints(BOUNDS).build();
    private static final CBORFactory CBOR = CBORFactory.builder().streamReadConstraints(BOUNDS).build();

    private Parsers() {
    }

    static JsonParser json(byte[] payload) throws IOException {
        return JSON.createParser(payload);
    }

    /** Refuses a key that stands twice in an object. */
    static JsonParser strictJson(byte[] payload) throws IOException {
        return EACH_ONCE.createParser(payload);
    }

    static JsonParser cbor(byte[] payload) throws IOException {
        return CBOR.createParser(payload);
    }

    static void checkEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "more after the end");
        }
    }

    /** The next token; the message is refused as a whole where it is another than expected. */
    static void begin(JsonParser parser, JsonToken expected, String what) throws IOException {
        if (parser.nextToken() != expected) {
            if (parser.currentToken() == null) {
                throw new JsonParseException(parser, "only white space");
            }
            JsonToken found = parser.currentToken();
            parser.skipChildren();
            throw new BadInput(ErrorCode.WRONG_TYPE, "the message is a JSON " + found + "; expected " + what);
        }
    }
}
