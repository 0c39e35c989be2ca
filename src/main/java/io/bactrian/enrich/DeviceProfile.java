package io.bactrian.enrich;

import java.util.Map;

import io.bactrian.telemetry.PayloadSettings;

/**
 * What the device directory says of a device.
 *
 * @param model    the model that answers it
 * @param version  the version that answers it, whatever else is in service; null for the one in service
 * @param labels   words that go with its samples: site, line
 * @param channels calibration by channel; a channel that is not named is taken as it comes
 * @param ranges   what its values are said to be, as the device sends them, by channel
 * @param twin     {@code namespace/name} of its digital twin on the node, or null
 * @param payload  what it sends, or null
 * @param assembly how its single values become rows; null where each message is a row
 */
public record DeviceProfile(String model, Integer version, Map<String, String> labels, Map<String, Calibration> channels,
        Map<String, ValueRange> ranges, String twin, PayloadSettings payload, Assembly assembly) {
    public DeviceProfile {
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("model is missing; expected the name of a model");
        }
        if (version != null && version < 1) {
            throw new IllegalArgumentException(
                    "version is " + version + "; expected 1 or more, or none for the one in service");
        }
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        channels = channels == null ? Map.of() : Map.copyOf(channels);
        ranges = ranges == null ? Map.of() : Map.copyOf(ranges);
    }

    public DeviceProfile(String model, Integer version, Map<String, String> labels, Map<String, Calibration> channels) {
        this(model, version, labels, channels, null, null);
    }

    public DeviceProfile(String model, Integer version, Map<String, String> labels, Map<String, Calibration> channels,
            Map<String, ValueRange> ranges, String twin) {
        this(model, version, labels, channels, ranges, twin, null, null);
    }

    public DeviceProfile(String model, Map<String, String> labels, Map<String, Calibration> channels) {
        this(model, null, labels, channels);
    }

    /** Turns a raw reading into a physical value: {@code raw × scale + offset}. */
    public record Calibration(Double scale, Double offset) {
        static final Calibration NONE = new Calibration(null, null);

        public Calibration {
            scale = scale == null ? 1.0 : scale;
            offset = offset == null ? 0.0 : offset;
            if (!Double.isFinite(scale) || !Double.isFinite(offset)) {
                throw new IllegalArgumentException("scale " + scale + " or offset " + offset + " is not finite");
            }
        }
    }
}
