package io.bactrian.ops.http;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/** How much of a connection's bytes decides whether HTTP/2 follows, which begins with the same bytes always (RFC 9113, 3.4). */
final class Preface {
    private static final byte[] EXPECTED = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private int matched;

    /** Up to the first byte that is none of the preface, or its last; all where it is not decided yet. */
    int deciding(ByteBuf next) {
        int length = next.readableBytes();
        for (int i = 0; i < length; i++) {
            if (matched == EXPECTED.length || next.getByte(next.readerIndex() + i) != EXPECTED[matched]) {
                return i + 1;
            }
            matched++;
            if (matched == EXPECTED.length) {
                return i + 1;
            }
        }
        return length;
    }
}
