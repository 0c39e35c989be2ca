package io.bactrian.ops.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * A request that lasts for as long as its client likes: messages of gRPC, each with a byte and its length before it. No message may be
 * long. On its connection's event loop.
 */
final class Continuous {
    static final int MOST_BYTES = 64 << 10;

    /** Where mappers of KubeEdge send: the only one. */
    private static final String PATH = "/kubeedge.anomalydetector.v1.AnomalyDetectionService/StreamDetect";
    private static final int PREFIX = 5;

    private int prefix;
    private long length;
    private long come;

    static boolean is(Http2Headers head) {
        CharSequence type = head.get("content-type");
        return head.path() != null && type != null && PATH.contentEquals(head.path())
                && ("application/grpc".contentEquals(type) || "application/grpc+proto".contentEquals(type));
    }

    /** Whether all messages so far are short enough. The data are not taken from the buffer. */
    boolean accepts(ByteBuf data) {
        int at = data.readerIndex();
        while (at < data.writerIndex()) {
            if (prefix < PREFIX) {
                length = prefix == 0 ? 0 : length << Byte.SIZE | data.getUnsignedByte(at);
                prefix++;
                at++;
            } else {
                long step = Math.min(length - come, data.writerIndex() - at);
                come += step;
                at += (int) step;
            }
            if (prefix == PREFIX && length > MOST_BYTES) {
                return false;
            }
            if (prefix == PREFIX && come == length) {
                prefix = 0;
                come = 0;
            }
        }
        return true;
    }

    /** What has come of a message that is not whole. */
    int partial() {
        return prefix + (int) come;
    }
}
