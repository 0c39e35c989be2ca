package io.bactrian.ops.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * Hands on the bytes of a gRPC request at the ends of its messages only: the server copies what it has of a message with each part that
 * it gets, so a message in many parts would cost the square of its length. What it holds is what has come, so the bound of bodies bounds
 * it. On the connection's event loop.
 */
final class WholeMessages implements Handler<Buffer> {
    /** A byte that says whether the message is compressed, and its length in four. */
    private static final int PREFIX = 5;

    private final long most;
    private final Handler<Buffer> server;
    private Buffer held;
    private boolean tooLong;

    /**
     * @param most   bytes that a message may have; a longer one is not held, nor what follows it, and the server refuses it
     * @param server what reads the messages
     */
    WholeMessages(long most, Handler<Buffer> server) {
        this.most = most;
        this.server = server;
    }

    @Override
    public void handle(Buffer part) {
        if (tooLong) {
            server.handle(part);
            return;
        }
        Buffer all = held == null ? part : held.appendBuffer(part);
        int whole = whole(all);
        held = whole == all.length() ? null : whole == 0 ? all : all.getBuffer(whole, all.length());
        if (whole > 0) {
            server.handle(whole == all.length() ? all : all.getBuffer(0, whole));
        }
    }

    /** How many of the bytes are whole messages; all where one of them is too long. */
    private int whole(Buffer bytes) {
        int end = 0;
        while (end + PREFIX <= bytes.length()) {
            long length = bytes.getUnsignedInt(end + 1);
            if (length > most) {
                tooLong = true;
                return bytes.length();
            }
            if (end + PREFIX + length > bytes.length()) {
                break;
            }
            end += PREFIX + (int) length;
        }
        return end;
    }
}
