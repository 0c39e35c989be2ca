package io.bactrian.telemetry;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** A message's {@code id} and {@code ts}, each at most once. */
final class MessageHead {
    private static final int MAX_ID = 256;

    private final FirstProblem problem;
    private String id;
    private Long timestamp;
    private boolean hadId;
    private boolean hadTimestamp;

    MessageHead(FirstProblem problem) {
        this.problem = problem;
    }

    /** Null where there is none that can be used. */
    String id() {
        return id;
    }

    /** Null where there is none that can be used. */
    Long timestamp() {
        return timestamp;
    }

    void readId(JsonParser parser) throws IOException {
        if (hadId) {
            id = null;
            problem.note(ErrorCode.WRONG_TYPE, "\"id\" is there a second time; expected it once");
            parser.skipChildren();
        } else if (parser.currentToken() != JsonToken.VALUE_STRING) {
            problem.note(ErrorCode.WRONG_TYPE, "\"id\" is a JSON " + parser.currentToken() + "; expected a string");
            parser.skipChildren();
        } else if (parser.getTextLength() == 0 || parser.getTextLength() > MAX_ID) {
            problem.note(ErrorCode.WRONG_TYPE, "\"id\" has " + parser.getTextLength() + " characters; expected 1 to " + MAX_ID);
        } else if (parser.getText().chars().anyMatch(Character::isISOControl)) {
            problem.note(ErrorCode.WRONG_TYPE, "\"id\" has a control character; expected none");
        } else {
            id = parser.getText();
        }
        hadId = true;
    }

    void readTimestamp(JsonParser parser) throws IOException {
        if (hadTimestamp) {
            problem.note(ErrorCode.WRONG_TYPE, "\"ts\" is there a second time; expected it once");
            parser.skipChildren();
            return;
        }
        hadTimestamp = true;
        switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    problem.note(ErrorCode.WRONG_TYPE,
                            "\"ts\" is " + FirstProblem.shorten(parser.getText()) + "; expected epoch milliseconds");
                } else {
                    timestamp = parser.getLongValue();
                }
            }
            case VALUE_NUMBER_FLOAT -> problem.note(ErrorCode.WRONG_TYPE, "\"ts\" is " + FirstProblem.shorten(parser.getText())
                    + "; expected epoch milliseconds as a whole number: seconds × 1000, rounded");
            case VALUE_STRING -> {
                try {
                    timestamp = OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
                } catch (DateTimeException | ArithmeticException e) {
                    problem.note(ErrorCode.WRONG_TYPE, "\"ts\" is '" + FirstProblem.shorten(parser.getText())
                            + "'; expected epoch milliseconds or RFC 3339 such as 2026-01-31T12:00:00Z");
                }
            }
            default -> {
                problem.note(ErrorCode.WRONG_TYPE, "\"ts\" is a JSON " + parser.currentToken()
                        + "; expected epoch milliseconds or an RFC 3339 string");
                parser.skipChildren();
            }
        }
    }
}
