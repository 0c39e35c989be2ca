package io.bactrian.telemetry;

import java.io.IOException;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads a SenML pack in JSON (RFC 8428): one value a name, at the latest of the records' times. */
final class SenmlReader extends PayloadReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9:./_]{0,255}");
    private static final double MOST_RELATIVE = 1 << 28;
    private static final double MILLIS = 1000;
    private static final double LATEST = 1e15;
    private static final int VERSION = 10;

    private final PayloadSettings settings;
    private final long now;
    private final SenmlRecord base = new SenmlRecord();
    private double latest = Double.NEGATIVE_INFINITY;

    /** @param now milliseconds since the epoch, to which relative times are added */
    SenmlReader(PayloadSettings settings, long now) {
        this.settings = settings;
        this.now = now;
    }

    @Override
    void read(byte[] payload) throws IOException {
        try (JsonParser parser = Parsers.strictJson(payload)) {
            Parsers.begin(parser, JsonToken.START_ARRAY, "an array of SenML records");
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                add(record(parser));
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                JsonToken found = parser.currentToken();
                throw new BadInput(ErrorCode.WRONG_TYPE, "a SenML record is a JSON " + found + "; expected an object");
            }
            Parsers.checkEnd(parser);
        }
        if (latest > Double.NEGATIVE_INFINITY) {
            head.timestamp(Math.round(latest));
        }
        head.check();
    }

    private SenmlRecord record(JsonParser parser) throws IOException {
        SenmlRecord record = new SenmlRecord();
        String field;
        while ((field = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            switch (field) {
                case "bn" -> base.name = text(parser, field);
                case "n" -> record.name = text(parser, field);
                case "bt" -> base.time = number(parser, field);
                case "t" -> record.time = number(parser, field);
                case "bv" -> base.value = number(parser, field);
                case "v" -> record.value = number(parser, field);
                case "bs" -> base.sum = number(parser, field);
                case "s" -> record.sum = number(parser, field);
                case "vs" -> record.text = text(parser, field);
                case "vb" -> record.truth = truth(parser);
                case "vd" -> record.data = text(parser, field) != null;
                case "bver" -> version(parser);
                default -> {
                    if (field.endsWith("_")) {
                        wrong(field, "a field that must be understood, and is not");
                    }
                    if (token.isStructStart()) {
                        parser.skipChildren();
                    }
                }
            }
        }
        return record;
    }

    private void add(SenmlRecord record) {
        if (record.isBaseOnly(base)) {
            return;
        }
        String own = record.name == null ? "" : record.name;
        String full = base.name == null ? own : base.name + own;
        if (!NAME.matcher(full).matches()) {
            wrong("n", "the name '" + MessageHead.shorten(full)
                    + "'; expected 1 to 256 of A-Z a-z 0-9 - : . / _, the first a letter or digit");
            return;
        }
        String given = settings.names().get(full);
        String channel = given != null ? given : settings.channel(own.isEmpty() ? full : own);
        if (record.text != null) {
            readings.add(channel, record.text);
        } else if (record.truth != null) {
            readings.add(channel, record.truth ? 1 : 0, record.truth.toString());
        } else if (record.value != null || record.sum == null && !record.data) {
            finite(channel, zero(base.value) + zero(record.value));
        } else if (record.sum != null) {
            finite(channel, zero(base.sum) + record.sum);
        }
        time(zero(base.time) + zero(record.time));
    }

    private void finite(String channel, double value) {
        if (Double.isFinite(value)) {
            readings.add(channel, value);
        } else {
            head.note(ErrorCode.NOT_FINITE,
                    "'" + MessageHead.shorten(channel) + "' is " + value + "; expected a finite number");
        }
    }

    private void time(double seconds) {
        if (seconds == 0) {
            latest = Math.max(latest, now);
            return;
        }
        double millis = seconds < MOST_RELATIVE ? now + seconds * MILLIS : seconds * MILLIS;
        if (!(Math.abs(millis) < LATEST)) {
            wrong("t", seconds + "; expected seconds since the epoch, or from now");
            return;
        }
        latest = Math.max(latest, millis);
    }

    private void version(JsonParser parser) throws IOException {
        Double version = number(parser, "bver");
        if (version != null && version > VERSION) {
            wrong("bver", version + "; expected at most " + VERSION);
        }
    }

    private static double zero(Double value) {
        return value == null ? 0 : value;
    }

    private Double number(JsonParser parser, String field) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            return other(parser, field, "a number");
        }
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            head.note(ErrorCode.NOT_FINITE, "SenML '" + field + "' is " + MessageHead.shorten(parser.getText())
                    + "; expected a finite number");
        }
        return value;
    }

    private String text(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getTextLength() > TelemetryReader.MAX_TEXT) {
            return other(parser, field, "a text of at most " + TelemetryReader.MAX_TEXT + " characters");
        }
        return parser.getText();
    }

    private Boolean truth(JsonParser parser) throws IOException {
        return parser.currentToken().isBoolean() ? parser.getBooleanValue() : other(parser, "vb", "true or false");
    }

    private <T> T other(JsonParser parser, String field, String expected) throws IOException {
        wrong(field, "a JSON " + parser.currentToken() + "; expected " + expected);
        parser.skipChildren();
        return null;
    }

    private void wrong(String field, String problem) {
        head.note(ErrorCode.WRONG_TYPE, "SenML '" + MessageHead.shorten(field) + "' is " + problem);
    }
}
