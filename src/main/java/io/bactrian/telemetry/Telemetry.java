package io.bactrian.telemetry;

/**
 * What a device measured at one moment.
 *
 * @param envelope  how it came
 * @param id        the message's id, the device's own or one derived from content and packet identifier
 * @param timestamp milliseconds since the epoch, of the device's clock or, where it gave none, of arrival
 * @param channels  the channels' names, or null when the values are given by position; not copied
 * @param values    one finite value a channel, in the order they were sent; not copied
 */
public record Telemetry(Envelope envelope, String id, long timestamp, String[] channels, double[] values) {
    public String device() {
        return envelope.device();
    }
}
