package io.bactrian.ops.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Asks the other end of a connection of HTTP/2 whether it is there, and closes the connection when two PINGs in a row have no answer. The
 * PINGs also keep a connection from being idle. On the connection's event loop.
 */
final class PeerCheck {
    static final long PING = 0x6261637472696e00L;
    private static final int UNANSWERED = 2;

    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext context;
    private final Duration period;
    private int users;
    private int unanswered;
    private Future<?> next;

    PeerCheck(Http2ConnectionHandler handler, ChannelHandlerContext context, Duration period) {
        this.handler = handler;
        this.context = context;
        this.period = period;
    }

    /** One more needs the other end. */
    void begin() {
        users++;
        if (next == null) {
            unanswered = 0;
            await();
        }
    }

    /** One less does. */
    void end() {
        users--;
        if (users == 0 && next != null) {
            next.cancel(false);
            next = null;
        }
    }

    /** Whether this PING was of here. */
    boolean answered(long ping) {
        if (ping == PING) {
            unanswered = 0;
        }
        return ping == PING;
    }

    private void await() {
        next = context.executor().schedule(this::ask, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ask() {
        if (unanswered == UNANSWERED) {
            next = null;
            context.close();
            return;
        }
        unanswered++;
        handler.encoder().writePing(context, false, PING, context.newPromise());
        context.flush();
        await();
    }
}
