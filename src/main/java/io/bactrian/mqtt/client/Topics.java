package io.bactrian.mqtt.client;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a topic name and the other strings of MQTT may hold (MQTT 5, sections 1.5.4 and 4.7). */
final class Topics {
    private static final int MOST_BYTES = 65_535;

    private Topics() {
    }

    static void check(String topic) {
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("the topic is empty: a publish needs a topic name");
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            throw new IllegalArgumentException("the topic '" + topic + "' has a wildcard, + or #: expected a topic name");
        }
        string("topic", topic);
    }

    /** Returns the bytes of its UTF-8 form. */
    static int string(String what, String text) {
        boolean plain = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0xfffe || c == 0xffff) {
                throw new IllegalArgumentException(
                        "the %s has the character U+%04X, which MQTT's UTF-8 strings should not hold".formatted(what, (int) c));
            }
            plain &= c < 0x80;
        }
        int bytes = plain ? text.length() : encoded(what, text);
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("the " + what + " has " + bytes + " bytes: MQTT allows " + MOST_BYTES);
        }
        return bytes;
    }

    private static int encoded(String what, String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the " + what + " has an unpaired surrogate, which UTF-8 cannot hold", e);
        }
    }
}
