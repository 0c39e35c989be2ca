package io.bactrian.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the device's name in a topic and makes the topics that belong to a device. In the telemetry filter the first level
 * {@code +} is the device: {@code devices/+/telemetry}, {@code $share/edge/devices/+/telemetry}.
 */
public final class DeviceTopics {
    private static final String DEVICE = "{device}";

    private final int level;
    private final Pattern names;
    private final String inferencePrefix;
    private final String inferenceSuffix;
    private final String filter;

    /**
     * @param telemetry where devices publish, with one level {@code +} or more
     * @param inference where answers go, with one {@code {device}} level
     * @param names     what a device's name must match in full
     * @throws IllegalArgumentException when a pattern has no place for the device
     */
    public DeviceTopics(String telemetry, String inference, Pattern names) {
        List<String> levels = Arrays.asList(unshared(telemetry).split("/", -1));
        level = levels.indexOf("+");
        if (level < 0) {
            throw new IllegalArgumentException("'" + telemetry + "' has no level '+' that names the device");
        }
        int place = inference.indexOf(DEVICE);
        if (place < 0) {
            throw new IllegalArgumentException("'" + inference + "' has no level '{device}' that names the device");
        }
        this.filter = telemetry;
        this.names = names;
        this.inferencePrefix = inference.substring(0, place);
        this.inferenceSuffix = inference.substring(place + DEVICE.length());
    }

    /** The MQTT filter to subscribe to. */
    public String filter() {
        return filter;
    }

    /** The level of {@code topic} at which the pattern has its device, as it stands there; empty where the topic is shorter. */
    public String device(String topic) {
        int start = 0;
        for (int i = 0; i < level; i++) {
            start = topic.indexOf('/', start) + 1;
            if (start == 0) {
                return "";
            }
        }
        int end = topic.indexOf('/', start);
        return end < 0 ? topic.substring(start) : topic.substring(start, end);
    }

    /** @throws BadInput when the name is not one this node accepts */
    public void check(String device, String id) {
        if (!names.matcher(device).matches()) {
            throw new BadInput(ErrorCode.BAD_DEVICE_NAME, id,
                    "the topic names the device '" + device + "'; a device's name matches "
                            + names + ": rename the device");
        }
    }

    /** Where the device's answers go. */
    public String inference(String device) {
        return inferencePrefix + device + inferenceSuffix;
    }

    /** Whether a device may have its answers on {@code topic}: only below its own level, and on no other device's. */
    public boolean owns(String device, String topic) {
        String own = inferencePrefix + device + "/";
        return topic.startsWith(own) && topic.length() > own.length() && topic.indexOf('+') < 0 && topic.indexOf('#') < 0
                && topic.indexOf('\0') < 0;
    }

    private static String unshared(String filter) {
        if (!filter.startsWith("$share/")) {
            return filter;
        }
        int group = filter.indexOf('/', "$share/".length());
        return group < 0 ? "" : filter.substring(group + 1);
    }
}
