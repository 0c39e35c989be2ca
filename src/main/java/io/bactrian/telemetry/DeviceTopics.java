package io.bactrian.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.bactrian.text.Excerpt;
import io.bactrian.text.TopicFilter;
import io.bactrian.text.Visible;

/**
 * Finds the device's name in a topic and makes the topics that belong to a device. In the telemetry filter the first level
 * {@code +} is the device: {@code devices/+/telemetry}, {@code $share/edge/devices/+/telemetry}; where names have two levels, the first
 * two that follow each other: {@code devices/+/+/telemetry}.
 */
public final class DeviceTopics {
    private static final String DEVICE = "{device}";
    private static final int MOST_LEVELS = 16;
    private static final int MOST_BYTES = 512;
    private static final int LONGEST_NAME = 256;

    private final int level;
    private final int named;
    private final Pattern names;
    private final String inferencePrefix;
    private final String inferenceSuffix;
    private final TopicFilter filter;

    /**
     * @param telemetry where devices publish, with one level {@code +} or more
     * @param inference where answers go, with one {@code {device}} level
     * @param names     what a device's name must match in full
     * @param named     levels of a topic that are the device's name, 1 or 2
     * @throws IllegalArgumentException when a pattern has no place for the device, or {@code telemetry} is no MQTT filter
     */
    public DeviceTopics(String telemetry, String inference, Pattern names, int named) {
        this.named = named;
        filter = new TopicFilter(telemetry);
        level = filter.firstWildcards(named);
        if (level < 0) {
            throw new IllegalArgumentException("'" + telemetry + "' has no " + (named == 1
                    ? "level '+' that names the device"
                    : "two levels '+/+' that name the device, though bactrian.devices.levels is 2"));
        }
        int place = inference.indexOf(DEVICE);
        if (place < 0) {
            throw new IllegalArgumentException("'" + inference + "' has no level '{device}' that names the device");
        }
        this.names = names;
        this.inferencePrefix = inference.substring(0, place);
        this.inferenceSuffix = inference.substring(place + DEVICE.length());
    }

    /** Names of one level. */
    public DeviceTopics(String telemetry, String inference, Pattern names) {
        this(telemetry, inference, names, 1);
    }

    /** The MQTT filter to subscribe to. */
    public String filter() {
        return filter.text();
    }

    /**
     * The level or levels of {@code topic} at which the pattern has its device, as it stands there; empty where the topic is shorter. Of a
     * topic of Sparkplug, its device, or its node.
     */
    public String device(String topic) {
        if (SparkplugTopic.is(topic)) {
            SparkplugTopic sparkplug = SparkplugTopic.parse(topic);
            return sparkplug == null ? "" : sparkplug.name(named);
        }
        int start = 0;
        for (int i = 0; i < level; i++) {
            start = topic.indexOf('/', start) + 1;
            if (start == 0) {
                return "";
            }
        }
        int end = start - 1;
        for (int i = 0; i < named; i++) {
            end = topic.indexOf('/', end + 1);
            if (end < 0) {
                return i + 1 == named ? topic.substring(start) : "";
            }
        }
        return topic.substring(start, end);
    }

    /** @throws BadInput when the name is not one this node accepts */
    public void check(String device, String id) {
        if (!isUsable(device)) {
            throw new BadInput(ErrorCode.BAD_DEVICE_NAME, id, "the topic names the device '" + Excerpt.of(device, 64)
                    + "', longer than " + LONGEST_NAME + " bytes or with characters that cannot be seen: rename the device");
        }
        if (!matches(device)) {
            throw new BadInput(ErrorCode.BAD_DEVICE_NAME, id, "the topic names the device '" + device + "'; "
                    + (named == 1 ? "a device's name matches " : "each level of a device's name matches ") + names
                    + ": rename the device");
        }
    }

    private boolean matches(String device) {
        int slash = named == 1 ? -1 : device.indexOf('/');
        return named == 1
                ? names.matcher(device).matches()
                : slash > 0 && names.matcher(device.substring(0, slash)).matches()
                        && names.matcher(device.substring(slash + 1)).matches();
    }

    private static boolean isUsable(String device) {
        return device.length() <= LONGEST_NAME && Visible.all(device)
                && device.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    /** Where the device's answers go. */
    public String inference(String device) {
        return inferencePrefix + device + inferenceSuffix;
    }

    /**
     * Whether a device may have its answers on {@code topic}: only below its own level, and on no other device's; at most 16 levels
     * below it, none of them empty, 512 bytes in all, of visible characters, no wildcards; and not where it sends telemetry, since
     * the answer would come back as that.
     */
    public boolean owns(String device, String topic) {
        String own = inferencePrefix + device + "/";
        return topic.length() <= MOST_BYTES && topic.startsWith(own) && hasLevels(topic, own.length())
                && topic.indexOf('+') < 0 && topic.indexOf('#') < 0 && Visible.all(topic)
                && topic.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES && !filter.matches(topic);
    }

    /** Whether there are one to sixteen levels from {@code start} on, and none is empty. */
    private static boolean hasLevels(String topic, int start) {
        int count = 1;
        int begin = start;
        for (int slash = topic.indexOf('/', begin); slash >= 0; slash = topic.indexOf('/', begin)) {
            if (slash == begin || ++count > MOST_LEVELS) {
                return false;
            }
            begin = slash + 1;
        }
        return begin < topic.length();
    }
}
