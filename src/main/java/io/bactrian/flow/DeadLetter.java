package io.bactrian.flow;

import java.time.Instant;
import java.util.Arrays;

import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.text.Excerpt;

/**
 * A message that could not be answered, as far as it is kept in memory.
 *
 * @param at          when it became a dead letter
 * @param device      as its topic, or its path, names it; cut where it is long
 * @param topic       it came on, or its path; cut where it is long
 * @param contentType of MQTT 5 or HTTP, or null
 * @param code        why it was refused, as in the error that its device got
 * @param reason      the same in words; cut where it is long
 * @param payload     its bytes, or the first of them; not changed
 * @param length      bytes of the whole payload
 * @param way         how it came
 */
record DeadLetter(Instant at, String device, String topic, String contentType, String code, String reason, byte[] payload,
        int length, Way way) {
    private static final int MOST_PAYLOAD = 16 << 10;
    private static final int MOST_TEXT = 512;

    /** How a message came; {@code NONE} where it cannot come that way once more. */
    enum Way {
        MQTT, HTTP, NONE
    }

    /** @param way how it came; none is taken where the topic, by which it came, is too long to be kept */
    static DeadLetter of(Instant at, Envelope envelope, BadInput cause, Way way) {
        boolean kept = envelope.topic().length() <= MOST_TEXT && envelope.device().length() <= MOST_TEXT
                && (envelope.contentType() == null || envelope.contentType().length() <= MOST_TEXT);
        return new DeadLetter(at, envelope.device(), envelope.topic(), kept ? envelope.contentType() : null,
                cause.code().code(),
                cause.getMessage(), envelope.payload(), envelope.length(), kept ? way : Way.NONE);
    }

    DeadLetter {
        device = Excerpt.of(device, MOST_TEXT);
        topic = Excerpt.of(topic, MOST_TEXT);
        reason = Excerpt.of(reason, MOST_TEXT);
        payload = payload.length > MOST_PAYLOAD ? Arrays.copyOf(payload, MOST_PAYLOAD) : payload;
    }

    /** Whether its payload is kept as a whole. */
    boolean whole() {
        return payload.length == length;
    }
}
