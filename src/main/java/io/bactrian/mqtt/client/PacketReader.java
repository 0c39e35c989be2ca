package io.bactrian.mqtt.client;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;

/**
 * Cuts the stream into MQTT packets: a PUBLISH goes on as an {@link Delivery}, or as {@link Unreadable}, every other packet as its
 * bytes. Of a payload that is too long only the first part goes on; the rest is skipped as it comes, so that nothing of its size is ever
 * in memory.
 */
final class PacketReader extends ByteToMessageDecoder {
    /** A PUBLISH that does not follow the protocol; {@code packetId} 0 at QoS 0 or where it is unknown. */
    record Unreadable(int packetId, String reason) {
    }

    private static final int PUBLISH = 3;
    private static final int MOST_CONTROL_BYTES = 1 << 20;

    private final Link link;
    private final int maxPayload;
    private final int keep;
    private long skipping;

    /** @param keep bytes of a payload that is longer than {@code maxPayload} */
    PacketReader(Link link, int maxPayload, int keep) {
        this.link = link;
        this.maxPayload = maxPayload;
        this.keep = Math.min(maxPayload, keep);
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
        int first = in.getUnsignedByte(start);
        if (first >> 4 == PUBLISH) {
            publish(in, first, at, length, out);
        } else if (length > MOST_CONTROL_BYTES) {
            throw new TooLongFrameException("an MQTT packet of " + length + " bytes that is no PUBLISH");
        } else if (end - at >= length) {
            out.add(in.readRetainedSlice(at - start + length));
        }
    }

    private void publish(ByteBuf in, int first, int at, int length, List<Object> out) {
        int readable = in.writerIndex() - at;
        PublishHead head;
        try {
            head = PublishHead.read(in, first, at, length);
        } catch (CorruptedFrameException e) {
            out.add(new Unreadable(0, e.getMessage()));
            skip(in, at, length, 0);
            return;
        }
        if (head == null) {
            return;
        }
        int payload = length - head.size();
        int kept = payload > maxPayload ? keep : payload;
        if (head.isTooLong()) {
            out.add(new Unreadable(head.packetId(in, at), "properties of " + head.properties() + " bytes"));
            skip(in, at, length, head.beforeProperties());
        } else if (readable >= head.size() + kept) {
            try {
                out.add(head.message(link, in, first, at, payload, kept));
            } catch (CorruptedFrameException e) {
                out.add(new Unreadable(head.packetId(in, at), e.getMessage()));
            }
            skip(in, at, length, head.size() + kept);
        }
    }

    private void skip(ByteBuf in, int at, int length, int read) {
        in.readerIndex(at + read);
        skipping = (long) length - read;
    }
}
