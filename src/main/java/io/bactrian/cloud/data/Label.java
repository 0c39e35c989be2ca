package io.bactrian.cloud.data;

import java.time.Instant;

import io.bactrian.text.Excerpt;
import io.bactrian.text.Visible;

/**
 * What somebody says of a message, or of a device's messages in a range of time. Null and NaN stand for what is not said.
 *
 * @param device the device; null only with an id, and then of any device
 * @param id     the message; null for a range
 * @param from   where the range begins; null without one
 * @param to     where it ends, itself outside; null without one
 * @param label  what it is; null with no value to take back what {@code by} said
 * @param value  the number it has; NaN for none
 * @param by     who says so
 * @param at     when; between words of the same {@code by} the latest counts
 */
public record Label(String device, String id, Instant from, Instant to, String label, double value, String by, Instant at) {
    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_LABEL = 256;

    /** @throws IllegalArgumentException saying what was expected */
    public Label {
        text("device", device, LONGEST_NAME);
        text("id", id, LONGEST_NAME);
        text("label", label, LONGEST_LABEL);
        text("by", by, LONGEST_LABEL);
        require(by != null, "it has no 'by'; expected who says so");
        require(at != null, "it has no 'at'; expected when it was said");
        require(!Double.isInfinite(value), "its 'value' is infinite; expected a finite number");
        if (id != null) {
            require(from == null && to == null, "it has an 'id' and a range; expected 'id', or 'device' with 'from' and 'to'");
        } else {
            require(device != null && from != null && to != null,
                    "it says not of what; expected 'id', better with 'device', or 'device' with 'from' and 'to'");
            require(from.isBefore(to), "its 'from' is not before its 'to'; expected a range of time");
        }
    }

    /** Of one message. */
    public static Label of(String device, String id, String label, String by, Instant at) {
        return new Label(device, id, null, null, label, Double.NaN, by, at);
    }

    /** Of a device's messages from {@code from} up to but without {@code to}. */
    public static Label between(String device, Instant from, Instant to, String label, String by, Instant at) {
        return new Label(device, null, from, to, label, Double.NaN, by, at);
    }

    private static void text(String name, String text, int longest) {
        if (text != null) {
            require(!text.isBlank() && text.length() <= longest && Visible.all(text), "its '" + name + "' is "
                    + Excerpt.quoted(text) + "; expected 1 to " + longest + " visible characters");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
