package io.bactrian.homeassistant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One value of a device as Home Assistant's MQTT discovery has it: topic {@code PREFIX/sensor/DEVICE/VALUE/config}
 * (home-assistant.io/integrations/mqtt, Discovery topic). An answer without the value changes no state.
 *
 * @param device the device's name
 * @param model  that answers it
 * @param kind   which value
 */
public record Sensor(String device, String model, Kind kind) {
    private static final Pattern NO_ID = Pattern.compile("[^A-Za-z0-9_-]");
    private static final int DIGEST_BYTES = 6;

    public enum Kind {
        /** An empty text is passed over, as a number is expected. */
        SCORE("score", "Score", "{{ value_json.score | default('') }}"),
        /** What it was stays where an answer has none. */
        LABEL("label", "Label", "{{ value_json.label | default(this.state) }}");

        private final String id;
        private final String text;
        private final String template;

        Kind(String id, String text, String template) {
            this.id = id;
            this.text = text;
            this.template = template;
        }
    }

    /** @param answers where the device's answers are */
    DiscoveryMessage message(String prefix, String answers) {
        String id = id(device);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", kind.text).put("unique_id", id + "_" + kind.id)
                .put("state_topic", answers).put("value_template", kind.template).put("qos", 1);
        if (kind == Kind.SCORE) {
            json.put("state_class", "measurement");
        }
        json.putObject("device").put("name", device).put("manufacturer", "Bactrian").put("model", model)
                .putArray("identifiers").add(id);
        json.putObject("origin").put("name", "Bactrian");
        return new DiscoveryMessage(prefix + "/sensor/" + id + "/" + kind.id + "/config",
                json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of the characters that Home Assistant takes; where others are replaced, a digest keeps two names apart. */
    static String id(String device) {
        String plain = NO_ID.matcher(device).replaceAll("_");
        return "bactrian_" + (plain.equals(device) ? device : plain + "_" + digest(device));
    }

    private static String digest(String device) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(device.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
