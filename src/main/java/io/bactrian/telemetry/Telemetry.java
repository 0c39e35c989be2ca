package io.bactrian.telemetry;

/**
 * What a device measured at one moment.
 *
 * @param envelope  how it came; of a row that several messages make, how the last of them came
 * @param id        the message's id, the device's own or one derived from content and packet identifier
 * @param timestamp milliseconds since the epoch, of the device's clock or, where it gave none, of arrival
 * @param channels  the channels' names, or null when the values are given by position; not copied
 * @param values    one finite value a channel, in the order they were sent, NaN in the place of a text or of null, 1 for true;
 *                  not copied; null where the message is a picture
 * @param texts     the texts at the same places, null where there is none; null when there are none at all; not copied
 * @param literals  the text that was sent where its value is not enough, at the same places: {@code true}, {@code false}, or a
 *                  number beyond 2⁵³ that a double does not hold; null for all others, and when there is none; not copied
 * @param format    what the payload is
 */
public record Telemetry(Envelope envelope, String id, long timestamp, String[] channels, double[] values, String[] texts,
        String[] literals, PayloadFormat format) {
    /** Of JSON. */
    public Telemetry(Envelope envelope, String id, long timestamp, String[] channels, double[] values, String[] texts,
            String[] literals, boolean flat) {
        this(envelope, id, timestamp, channels, values, texts, literals, flat ? PayloadFormat.FLAT_JSON : PayloadFormat.JSON);
    }

    public String device() {
        return envelope.device();
    }

    /** Whether the payload is a picture: it then has no values. */
    public boolean isPicture() {
        return format == PayloadFormat.PICTURE;
    }

    /** Whether channels that the device's model does not have are ignored. */
    public boolean flat() {
        return format.flat();
    }
}
