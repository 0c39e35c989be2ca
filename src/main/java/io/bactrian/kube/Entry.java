package io.bactrian.kube;

import java.util.HashMap;
import java.util.Map;

import io.bactrian.enrich.Assembly;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.telemetry.PayloadSettings;

/**
 * What the annotations and labels of a Device, or of its DeviceModel, say for the device directory; null and empty where they do not.
 *
 * @param device  the device's name in topics
 * @param labels  texts that go with its samples
 * @param channels calibration by channel
 * @param payload  what it sends
 * @param assembly how its single values become rows
 */
record Entry(String model, Integer version, String device, Map<String, String> labels, Map<String, Calibration> channels,
        PayloadSettings payload, Assembly assembly) {
    static final Entry EMPTY = new Entry(null, null, null, null, null, null, null);

    Entry {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        channels = channels == null ? Map.of() : Map.copyOf(channels);
    }

    /** With what the DeviceModel says where the Device does not. A version goes with the model beside which it stands. */
    Entry over(Entry base) {
        return new Entry(model != null ? model : base.model, model != null || version != null ? version : base.version, device,
                merged(base.labels, labels), merged(base.channels, channels), payload != null ? payload : base.payload,
                assembly != null ? assembly : base.assembly);
    }

    private static <V> Map<String, V> merged(Map<String, V> base, Map<String, V> own) {
        if (base.isEmpty() || own.isEmpty()) {
            return base.isEmpty() ? own : base;
        }
        Map<String, V> all = new HashMap<>(base);
        all.putAll(own);
        return all;
    }
}
