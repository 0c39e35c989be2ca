package io.bactrian.telemetry;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** A value that is sent as a text, as KubeEdge's mappers send all of them: a number where it is written as one. */
final class ScalarText {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][-+]?[0-9]{1,4})?");
    private static final Pattern NOT_FINITE = Pattern.compile("(?i)nan|[-+]?inf(inity)?");

    private ScalarText() {
    }

    /** @param text that is meant as a text, whatever is written in it, where {@code isText} */
    static void add(Readings readings, MessageHead head, String channel, String text, boolean isText) {
        if (text.length() > TelemetryReader.MAX_TEXT) {
            head.note(ErrorCode.WRONG_TYPE, "'" + MessageHead.shorten(channel) + "' has " + text.length()
                    + " characters; expected at most " + TelemetryReader.MAX_TEXT);
        } else if (isText) {
            readings.add(channel, text);
        } else if (text.equals("true") || text.equals("false")) {
            readings.add(channel, text.equals("true") ? 1 : 0, text);
        } else if (NUMBER.matcher(text).matches()) {
            number(readings, head, channel, text);
        } else if (NOT_FINITE.matcher(text).matches()) {
            notFinite(head, channel, text);
        } else {
            readings.add(channel, text);
        }
    }

    private static void number(Readings readings, MessageHead head, String channel, String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            notFinite(head, channel, text);
        } else if (Math.abs(value) >= TelemetryReader.EXACT && new BigDecimal(text).compareTo(new BigDecimal(value)) != 0) {
            readings.add(channel, value, MessageHead.shorten(text));
        } else {
            readings.add(channel, value);
        }
    }

    private static void notFinite(MessageHead head, String channel, String text) {
        head.note(ErrorCode.NOT_FINITE, "'" + MessageHead.shorten(channel) + "' is " + MessageHead.shorten(text)
                + "; expected a finite number");
    }
}
