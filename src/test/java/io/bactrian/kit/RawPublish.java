package io.bactrian.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An MQTT 5 PUBLISH, right or wrong: nothing in it is checked. Its payload is {@code head} and then as many spaces as {@code filler} says,
 * which are never in memory at once.
 *
 * @param properties as they go over the wire, without their length
 */
public record RawPublish(byte[] topic, int qos, boolean retain, byte[] properties, byte[] head, long filler) {
    private static final byte[] NONE = {};

    /** One without properties. */
    public static RawPublish of(String topic, int qos, byte[] head) {
        return new RawPublish(utf8(topic), qos, false, NONE, head, 0);
    }

    /** The same with {@code %s} in its payload's head replaced by a name. */
    public RawPublish named(String name) {
        var text = new String(head, StandardCharsets.ISO_8859_1).replace("%s", name);
        var grown = text.length() - head.length;
        return new RawPublish(topic, qos, retain, properties, text.getBytes(StandardCharsets.ISO_8859_1),
                Math.max(0, filler - grown));
    }

    public RawPublish retained() {
        return new RawPublish(topic, qos, true, properties, head, filler);
    }

    public RawPublish filledUp(long bytes) {
        return new RawPublish(topic, qos, retain, properties, head, Math.max(0, bytes - head.length));
    }

    public RawPublish on(byte[] anyTopic) {
        return new RawPublish(anyTopic, qos, retain, properties, head, filler);
    }

    public RawPublish responseTopic(String name) {
        return text(0x08, utf8(name));
    }

    public RawPublish correlationData(int bytes) {
        return text(0x09, new byte[bytes]);
    }

    public RawPublish contentType(byte[] text) {
        return text(0x03, text);
    }

    public RawPublish userProperty(byte[] name, byte[] value) {
        return text(0x26, name).with(sized(value));
    }

    public RawPublish expirySeconds(int seconds) {
        return with(new byte[]{0x02, (byte) (seconds >> 24), (byte) (seconds >> 16), (byte) (seconds >> 8), (byte) seconds});
    }

    public RawPublish topicAlias(int alias) {
        return with(new byte[]{0x23, (byte) (alias >> 8), (byte) alias});
    }

    public RawPublish payloadFormat(int indicator) {
        return with(new byte[]{0x01, (byte) indicator});
    }

    private RawPublish text(int property, byte[] text) {
        return with(new byte[]{(byte) property}).with(sized(text));
    }

    /** The same with these bytes behind its properties. */
    public RawPublish with(byte[] more) {
        return new RawPublish(topic, qos, retain, joined(properties, more), head, filler);
    }

    /** The packet up to its filler. */
    byte[] encoded(int packetId) {
        var id = qos == 0 ? NONE : twoBytes(packetId);
        var variable = joined(sized(topic), id, number(properties.length), properties, head);
        var first = new byte[]{(byte) (0x30 | qos << 1 | (retain ? 1 : 0))};
        return joined(first, number(variable.length + filler), variable);
    }

    static byte[] sized(byte[] text) {
        return joined(twoBytes(text.length), text);
    }

    private static byte[] twoBytes(int value) {
        return new byte[]{(byte) (value >> 8), (byte) value};
    }

    /** MQTT's variable byte integer. */
    static byte[] number(long value) {
        var bytes = new ByteArrayOutputStream();
        var rest = value;
        do {
            bytes.write((int) (rest > 127 ? rest & 127 | 128 : rest));
            rest >>= 7;
        } while (rest > 0);
        return bytes.toByteArray();
    }

    /** One after the other. */
    public static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
