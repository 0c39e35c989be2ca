package io.bactrian.ops.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * A request that goes on for as long as its client sends: messages of gRPC, each with a byte and its length before it. No message may be
 * long. On its connection's event loop.
 */
final class Continuous {
    /** Where mappers of KubeEdge send, and nobody else. */
    private static final String PATH = "/kubeedge.anomalydetector.v1.AnomalyDetectionService/StreamDetect";
    static final int MOST_BYTES = 64 << 10;
    private static final int PREFIX = 5;

    private int prefix;
    private long length;
    private long left;

    static boolean is(Http2Headers head) {
        CharSequence type = head.get("content-type");
        return head.path() != null && type != null && PATH.contentEquals(head.path())
                && type.toString().startsWith("application/grpc");
    }

    /** Whether all messages so far are short enough. The data is not taken from the buffer. */
    boolean accepts(ByteBuf data) {
        int at = data.readerIndex();
        while (at < data.writerIndex()) {
            if (left > 0) {
                long step = Math.min(left, data.writerIndex() - at);
                left -= step;
                at += (int) step;
            } else {
                length = prefix == 0 ? 0 : length << Byte.SIZE | data.getUnsignedByte(at);
                at++;
                prefix = (prefix + 1) % PREFIX;
                if (prefix == 0) {
                    left = length;
                }
                if (left > MOST_BYTES) {
                    return false;
                }
            }
        }
        return true;
    }
}
