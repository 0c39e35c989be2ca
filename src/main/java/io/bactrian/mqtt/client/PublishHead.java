package io.bactrian.mqtt.client;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;

/**
 * Reads a PUBLISH; not by {@code MqttDecoder}, which takes the last bytes of long properties for payload. The sizes, in bytes, of what precedes the payload of a PUBLISH (MQTT 5, section 3.3.2).
 *
 * @param size all of it
 * @param topic the topic name, without its own length
 * @param beforeProperties up to the properties' length
 * @param properties the properties, without their own length
 */
record PublishHead(int size, int topic, int beforeProperties, int properties, boolean identified) {
    private static final int MOST_PROPERTIES = 128 << 10;

    /**
     * Null while not enough of it has come.
     *
     * @throws CorruptedFrameException when it is longer than its packet
     */
    static PublishHead read(ByteBuf in, int first, int at, int length) {
        int end = in.writerIndex();
        if (length < 3) {
            throw new CorruptedFrameException("a PUBLISH of " + length + " bytes");
        }
        if (end - at < 2) {
            return null;
        }
        boolean identified = (first >> 1 & 3) > 0;
        int topic = in.getUnsignedShort(at);
        int before = 2 + topic + (identified ? 2 : 0);
        int properties = 0;
        int digits = 0;
        int read;
        do {
            if (before + digits >= length || digits > 3) {
                throw new CorruptedFrameException("a PUBLISH whose topic is longer than itself");
            }
            if (at + before + digits >= end) {
                return null;
            }
            read = in.getByte(at + before + digits);
            properties |= (read & 0x7f) << 7 * digits++;
        } while ((read & 0x80) != 0);
        if ((long) before + digits + properties > length) {
            throw new CorruptedFrameException("a PUBLISH whose properties are longer than itself");
        }
        return new PublishHead(before + digits + properties, topic, before, properties, identified);
    }

    /** Whether its properties are more than anybody needs. */
    boolean isTooLong() {
        return properties > MOST_PROPERTIES;
    }

    int packetId(ByteBuf in, int at) {
        return identified ? in.getUnsignedShort(at + 2 + topic) : 0;
    }

    /**
     * The message, of whose payload {@code kept} bytes have come at least.
     *
     * @param payloadLength bytes of the whole payload
     * @throws CorruptedFrameException when its properties do not follow the protocol
     */
    Delivery message(Link link, ByteBuf in, int first, int at, int payloadLength, int kept) {
        int qos = first >> 1 & 3;
        if (qos > 2) {
            throw new CorruptedFrameException("a PUBLISH of QoS 3");
        }
        byte[] payload = new byte[kept];
        in.getBytes(at + size, payload);
        String name = in.toString(at + 2, topic, StandardCharsets.UTF_8);
        return new Delivery(link, name, payload, payloadLength, qos, packetId(in, at), (first & 8) != 0, properties == 0
                ? MqttProperties.NO_PROPERTIES
                : properties(in.slice(at + size - properties, properties)));
    }

    private static MqttProperties properties(ByteBuf in) {
        MqttProperties properties = new MqttProperties();
        try {
            while (in.isReadable()) {
                int id = in.readByte();
                switch (id) {
                    case 0x01 -> properties.add(new IntegerProperty(id, (int) in.readByte()));
                    case 0x02 -> properties.add(new IntegerProperty(id, in.readInt()));
                    case 0x03, 0x08 -> properties.add(new StringProperty(id, string(in)));
                    case 0x09 -> properties.add(new BinaryProperty(id, binary(in)));
                    case 0x0b -> skipNumber(in);
                    case 0x23 -> in.skipBytes(2);
                    case 0x26 -> properties.add(new UserProperty(string(in), string(in)));
                    default -> throw new CorruptedFrameException("a PUBLISH with the unknown property " + id);
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw new CorruptedFrameException("a PUBLISH with a property that is longer than its properties");
        } catch (IllegalArgumentException e) {
            throw new CorruptedFrameException("a PUBLISH with properties that cannot be: " + e.getMessage());
        }
        return properties;
    }

    private static String string(ByteBuf in) {
        return in.readCharSequence(in.readUnsignedShort(), StandardCharsets.UTF_8).toString();
    }

    private static byte[] binary(ByteBuf in) {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readBytes(bytes);
        return bytes;
    }

    private static void skipNumber(ByteBuf in) {
        for (int digits = 0; digits < 4; digits++) {
            if (in.readByte() >= 0) {
                return;
            }
        }
        throw new CorruptedFrameException("a PUBLISH with a number of more than four bytes");
    }
}
