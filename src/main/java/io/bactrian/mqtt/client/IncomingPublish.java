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
 * A PUBLISH as it came. Read here and not by {@code MqttDecoder}, which takes the last bytes of long properties for payload.
 *
 * @param payload its bytes, or the first of them
 * @param length bytes of the whole payload
 */
record IncomingPublish(String topic, byte[] payload, int length, int qos, int packetId, boolean duplicate,
        MqttProperties properties) {

    /** @throws CorruptedFrameException when its properties do not follow the protocol */
    static IncomingPublish read(ByteBuf in, int first, int at, PublishHead head, int length, int kept) {
        int qos = first >> 1 & 3;
        if (qos > 2) {
            throw new CorruptedFrameException("a PUBLISH of QoS 3");
        }
        byte[] payload = new byte[kept];
        in.getBytes(at + head.size(), payload);
        String topic = in.toString(at + 2, head.topic(), StandardCharsets.UTF_8);
        MqttProperties properties = head.properties() == 0
                ? MqttProperties.NO_PROPERTIES
                : properties(in.slice(at + head.size() - head.properties(), head.properties()));
        return new IncomingPublish(topic, payload, length, qos, head.packetId(in, at), (first & 8) != 0, properties);
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
