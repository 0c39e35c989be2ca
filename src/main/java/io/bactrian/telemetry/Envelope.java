package io.bactrian.telemetry;

/**
 * One message as it came over the wire, before anybody looked inside.
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
 * @param deadline      {@link System#nanoTime()} after which nobody waits for the answer any more; {@link #NEVER} for none
 */
public record Envelope(String device, String topic, byte[] payload, int length, int packetId, boolean redelivered, long arrival,
        String responseTopic, byte[] correlation, long deadline) {
    public static final long NEVER = Long.MAX_VALUE;

    /** With a payload that is whole. */
    public Envelope(String device, String topic, byte[] payload, int packetId, boolean redelivered, long arrival,
            String responseTopic, byte[] correlation, long deadline) {
        this(device, topic, payload, payload.length, packetId, redelivered, arrival, responseTopic, correlation, deadline);
    }

    /** Whether the answer comes too late at {@code now}, a {@link System#nanoTime()}. */
    public boolean expired(long now) {
        return deadline != NEVER && now - deadline > 0;
    }
}
