package io.bactrian.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import io.bactrian.trace.TraceContext;

/**
 * One message as it came over the wire, before its payload is read.
 *
 * @param device        the device's name, taken from the topic only
 * @param topic         the topic it was published on
 * @param payload       its bytes, or the first of them where it was too long; not copied, never changed
 * @param length        bytes of the whole payload
 * @param packetId      the MQTT packet identifier, the same when the broker delivers the message again; 0 where there is none
 * @param redelivered   whether the message may have been seen before
 * @param arrival       {@link System#nanoTime()} when it was read from the wire
 * @param responseTopic the MQTT 5 Response Topic, or null
 * @param correlation   the MQTT 5 Correlation Data, or null
 * @param deadline      {@link System#nanoTime()} after which the answer is not sent any more; {@link #NEVER} for none
 * @param contentType   the MQTT 5 or HTTP content type, or null
 * @param trace         where it stands in a trace, or null
 */
public record Envelope(String device, String topic, byte[] payload, int length, int packetId, boolean redelivered, long arrival,
        String responseTopic, byte[] correlation, long deadline, String contentType, TraceContext trace) {
    public static final long NEVER = Long.MAX_VALUE;
    private static final int DIGEST_BYTES = 12;

    /** With a payload that is whole, no content type and no trace. */
    public Envelope(String device, String topic, byte[] payload, int packetId, boolean redelivered, long arrival,
            String responseTopic, byte[] correlation, long deadline) {
        this(device, topic, payload, payload.length, packetId, redelivered, arrival, responseTopic, correlation, deadline,
                null, null);
    }

    /** The same message at another place of its trace. */
    public Envelope at(TraceContext place) {
        return place == trace
                ? this
                : new Envelope(device, topic, payload, length, packetId, redelivered, arrival, responseTopic, correlation,
                        deadline, contentType, place);
    }

    /** Whether the answer comes too late at {@code now}, a {@link System#nanoTime()}. */
    public boolean expired(long now) {
        return deadline != NEVER && now - deadline > 0;
    }

    /**
     * The id of a message that brought none: a digest of device and payload in 24 hexadecimal digits, a hyphen, and the packet identifier,
     * which MQTT keeps when it delivers again (MQTT 5, 4.4). So a repeat has the same id, and an equal reading that follows has another.
     */
    public String derivedId() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(device.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            byte[] digest = Arrays.copyOf(sha.digest(payload), DIGEST_BYTES);
            return HexFormat.of().formatHex(digest) + "-" + Integer.toHexString(packetId);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
