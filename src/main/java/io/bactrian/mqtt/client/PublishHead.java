package io.bactrian.mqtt.client;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;

/**
 * The sizes, in bytes, of what precedes the payload of a PUBLISH (MQTT 5, section 3.3.2).
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
}
