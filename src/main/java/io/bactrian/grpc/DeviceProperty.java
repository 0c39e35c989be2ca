package io.bactrian.grpc;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.grpc.proto.DevicePropertyData;

/**
 * One property of a device, as a mapper sends it.
 *
 * @param device  its name, with its namespace where names have two levels
 * @param payload KubeEdge's device data with that property alone, as JSON; not copied
 */
public record DeviceProperty(String device, byte[] payload) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,18}");

    /** A namespace that no name here can have stays in the device's name, which is then refused: no device is taken for another. */
    static DeviceProperty of(DevicePropertyData data, DetectorSettings settings) {
        String namespace = data.getNamespace().isEmpty() ? settings.namespace() : data.getNamespace();
        boolean plain = settings.levels() == 1 && namespace.equals(settings.namespace());
        return new DeviceProperty(plain ? data.getDeviceName() : namespace + "/" + data.getDeviceName(), payload(data));
    }

    private static byte[] payload(DevicePropertyData data) {
        ObjectNode root = JSON.createObjectNode();
        timestamp(root, data.getTimestamp());
        root.putObject("data").putObject(data.getPropertyName()).put("value", data.getPropertyValue());
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What is neither RFC 3339 nor milliseconds stays a text, which is refused where the payload is read. */
    private static void timestamp(ObjectNode root, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (MILLIS.matcher(text).matches()) {
            root.put("timestamp", Long.parseLong(text));
            return;
        }
        try {
            root.put("timestamp", OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException e) {
            root.put("timestamp", text);
        }
    }
}
