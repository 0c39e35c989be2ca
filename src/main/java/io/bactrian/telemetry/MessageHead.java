package io.bactrian.telemetry;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.bactrian.text.Excerpt;
import io.bactrian.text.Visible;

/**
 * A message's {@code id} and {@code ts}, each at most once, and the first of what is wrong with the message: it is kept until the whole
 * message is read, so that the error answer can carry the id.
 */
final class MessageHead {
    private static final int MAX_ID = 256;

    private static final int LONGEST_SHOWN = 64;

    private ErrorCode code;
    private String problem;
    private String id;
    private Long timestamp;
    private boolean hadId;
    private boolean hadTimestamp;

    void note(ErrorCode first, String why) {
        if (code == null) {
            code = first;
            problem = why;
        }
    }

    /** @throws BadInput when something was noted */
    void check() {
        if (code != null) {
            throw new BadInput(code, id, problem);
        }
    }

    static String shorten(String text) {
        return Excerpt.of(text, LONGEST_SHOWN);
    }

    /** Null where there is none that can be used. */
    String id() {
        return id;
    }

    /** Null where there is none that can be used. */
    Long timestamp() {
        return timestamp;
    }

    /** An id that is no field of the message's own; one that cannot be used is as none. */
    void id(String given) {
        boolean usable = given != null && !given.isEmpty() && given.length() <= MAX_ID && Visible.all(given);
        id = usable ? given : null;
    }

    void timestamp(long millis) {
        timestamp = millis;
    }

    void readId(JsonParser parser) throws IOException {
        if (hadId) {
            id = null;
            note(ErrorCode.WRONG_TYPE, "\"id\" is there a second time; expected it once");
            parser.skipChildren();
        } else if (parser.currentToken() != JsonToken.VALUE_STRING) {
            note(ErrorCode.WRONG_TYPE, "\"id\" is a JSON " + parser.currentToken() + "; expected a string");
            parser.skipChildren();
        } else if (parser.getTextLength() == 0 || parser.getTextLength() > MAX_ID) {
            note(ErrorCode.WRONG_TYPE, "\"id\" has " + parser.getTextLength() + " characters; expected 1 to " + MAX_ID);
        } else if (parser.getText().chars().anyMatch(Character::isISOControl)) {
            note(ErrorCode.WRONG_TYPE, "\"id\" has a control character; expected none");
        } else {
            id = parser.getText();
        }
        hadId = true;
    }

    void readTimestamp(JsonParser parser) throws IOException {
        if (hadTimestamp) {
            note(ErrorCode.WRONG_TYPE, "\"ts\" is there a second time; expected it once");
            parser.skipChildren();
            return;
        }
        hadTimestamp = true;
        switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    note(ErrorCode.WRONG_TYPE,
                            "\"ts\" is " + shorten(parser.getText()) + "; expected epoch milliseconds");
                } else {
                    timestamp = parser.getLongValue();
                }
            }
            case VALUE_NUMBER_FLOAT -> note(ErrorCode.WRONG_TYPE, "\"ts\" is " + shorten(parser.getText())
                    + "; expected epoch milliseconds as a whole number: seconds × 1000, rounded");
            case VALUE_STRING -> {
                try {
                    timestamp = OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
                } catch (DateTimeException | ArithmeticException e) {
                    note(ErrorCode.WRONG_TYPE, "\"ts\" is '" + shorten(parser.getText())
                            + "'; expected epoch milliseconds or RFC 3339 such as 2026-01-31T12:00:00Z");
                }
            }
            default -> {
                note(ErrorCode.WRONG_TYPE, "\"ts\" is a JSON " + parser.currentToken()
                        + "; expected epoch milliseconds or an RFC 3339 string");
                parser.skipChildren();
            }
        }
    }
}
