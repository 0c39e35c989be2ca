package io.bactrian.mqtt.client;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;

/**
 * Cuts the stream into whole MQTT packets. Of a PUBLISH that is too long only the first part goes on, as a packet of its own behind a
 * {@link Cut}; the rest is skipped as it comes, so that nothing of its size is ever in memory. Properties of more than 128 KiB go too.
 */
final class PacketFramer extends ByteToMessageDecoder {
    /** Precedes a packet whose payload is the first part of one of {@code length} bytes. */
    record Cut(int length) {
    }

    private static final int PUBLISH = 3;
    private static final int MOST_PROPERTIES = 128 << 10;
    private static final int TOPIC_AND_ID = 65_535 + 2 + 2 + 4;

    private final int maxPayload;
    private final int keep;
    private long skipping;
    private int packetId;
    private boolean publish;

    /** @param keep bytes of the payload of a PUBLISH that is too long */
    PacketFramer(int maxPayload, int keep) {
        this.maxPayload = maxPayload;
        this.keep = Math.min(maxPayload, keep);
    }

    /** The identifier of the PUBLISH that went on last; 0 when it had none. */
    int packetId() {
        return packetId;
    }

    boolean lastWasPublish() {
        return publish;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (skipping > 0) {
            int now = (int) Math.min(skipping, in.readableBytes());
            in.skipBytes(now);
            skipping -= now;
            return;
        }
        int start = in.readerIndex();
        int end = in.writerIndex();
        int at = start + 1;
        int length = 0;
        int read;
        do {
            if (at >= end) {
                return;
            }
            if (at - start > 4) {
                throw new CorruptedFrameException("an MQTT packet's length of more than four bytes");
            }
            read = in.getByte(at);
            length |= (read & 0x7f) << 7 * (at - start - 1);
            at++;
        } while ((read & 0x80) != 0);
        publish = (in.getByte(start) >> 4 & 0xf) == PUBLISH;
        if (length <= maxPayload || publish && length <= (long) maxPayload + MOST_PROPERTIES + TOPIC_AND_ID
                && fits(in, at, length)) {
            whole(in, at, length, out);
        } else if (publish) {
            cut(in, at, length, out);
        } else {
            throw new TooLongFrameException("an MQTT packet of " + length + " bytes that is no PUBLISH");
        }
    }

    /** Whether its payload alone is within bounds; true while that cannot be said yet. */
    private boolean fits(ByteBuf in, int at, int length) {
        Head head = Head.read(in, at, length);
        return head == null || head.properties <= MOST_PROPERTIES && length - head.size <= maxPayload;
    }

    private void whole(ByteBuf in, int at, int length, List<Object> out) {
        if (in.writerIndex() - at < length) {
            return;
        }
        packetId = publish ? Head.packetId(in, at, length) : 0;
        out.add(in.readRetainedSlice(at - in.readerIndex() + length));
    }

    private void cut(ByteBuf in, int at, int length, List<Object> out) {
        Head head = Head.read(in, at, length);
        int readable = in.writerIndex() - at;
        if (head == null) {
            return;
        }
        boolean properties = head.properties <= MOST_PROPERTIES;
        int kept = properties ? Math.min(keep, length - head.size) : 0;
        int needed = properties ? head.size + kept : head.beforeProperties;
        if (readable < needed) {
            return;
        }
        packetId = Head.packetId(in, at, length);
        ByteBuf packet = in.alloc().buffer(needed + 6);
        packet.writeByte(in.getByte(in.readerIndex()));
        if (properties) {
            length(packet, needed);
            packet.writeBytes(in, at, needed);
        } else {
            length(packet, needed + 1);
            packet.writeBytes(in, at, needed).writeByte(0);
        }
        in.readerIndex(at + needed);
        skipping = (long) length - needed;
        out.add(new Cut(Math.max(length - head.size, kept + 1)));
        out.add(packet);
    }

    private static void length(ByteBuf packet, int length) {
        int left = length;
        while (left > 0x7f) {
            packet.writeByte(left & 0x7f | 0x80);
            left >>>= 7;
        }
        packet.writeByte(left);
    }

    /** The sizes of a PUBLISH's variable header: all of it, what comes before the properties' own length, the properties. */
    private record Head(int size, int beforeProperties, int properties) {

        /** Null while not enough of it is there. */
        static Head read(ByteBuf in, int at, int length) {
            int end = in.writerIndex();
            if (end - at < 2) {
                return null;
            }
            int before = 2 + in.getUnsignedShort(at) + (qos(in) > 0 ? 2 : 0);
            int properties = 0;
            int digits = 0;
            int read;
            do {
                if (before + digits >= length || digits > 3) {
                    throw new CorruptedFrameException("an MQTT PUBLISH whose header is longer than itself");
                }
                if (at + before + digits >= end) {
                    return null;
                }
                read = in.getByte(at + before + digits);
                properties |= (read & 0x7f) << 7 * digits++;
            } while ((read & 0x80) != 0);
            if ((long) before + digits + properties > length) {
                throw new CorruptedFrameException("an MQTT PUBLISH whose properties are longer than itself");
            }
            return new Head(before + digits + properties, before, properties);
        }

        static int packetId(ByteBuf in, int at, int length) {
            if (qos(in) == 0 || length < 4) {
                return 0;
            }
            int topic = in.getUnsignedShort(at);
            return topic + 4 > length ? 0 : in.getUnsignedShort(at + 2 + topic);
        }

        private static int qos(ByteBuf in) {
            return in.getByte(in.readerIndex()) >> 1 & 3;
        }
    }
}
