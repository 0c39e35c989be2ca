package io.bactrian.kit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** The telemetry a device sends: the same bytes each time for the same message. */
public interface Rows {
    /** The payload of message {@code number} of {@code device}. */
    byte[] row(String device, long number, String id);

    /** Pumps that run normally, in the channels and units of the shipped model; no device repeats what another has sent. */
    static Rows normal() {
        record Channel(String name, double mean, double deviation) {
        }
        var channels = List.of(new Channel("Accelerometer1RMS", 0.027, 0.0005), new Channel("Accelerometer2RMS", 0.040, 0.0006),
                new Channel("Current", 1.35, 0.2), new Channel("Pressure", 0.05, 0.25), new Channel("Temperature", 89.0, 0.6),
                new Channel("Thermocouple", 28.5, 0.4), new Channel("Voltage", 229.0, 8.0),
                new Channel("Volume Flow RateRMS", 31.5, 0.6));
        return (device, number, id) -> {
            var random = new SplittableRandom(((long) device.hashCode() << 32) + number);
            var json = new StringBuilder(320).append("{\"id\":\"").append(id).append("\",\"ts\":")
                    .append(System.currentTimeMillis())
                    .append(",\"values\":{");
            for (var channel : channels) {
                var value = channel.mean + channel.deviation * (random.nextDouble() + random.nextDouble() - 1);
                json.append(channel == channels.get(0) ? "\"" : ",\"").append(channel.name).append("\":").append((float) value);
            }
            return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
        };
    }
}
