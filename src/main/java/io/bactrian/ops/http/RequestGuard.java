package io.bactrian.ops.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * First in a connection's pipeline. The first request must be here as a whole in time after the connection was made, and any other
 * in time after its first byte; else the connection is closed. What guards the requests of its version of HTTP is put behind that
 * version's decoder before any byte of a request is decoded. On the connection's event loop.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {
    /** Vert.x's name for what decrypts. */
    private static final String TLS = "ssl";

    private final OpenConnections open;
    private final BodyBudget bodies;
    private final Duration timeout;
    private final Preface preface = new Preface();
    private Future<?> deadline;
    private boolean installed;
    private boolean encrypted;
    private boolean http2;

    /**
     * @param bodies  for what comes over HTTP/2
     * @param timeout in which a request must be here as a whole
     */
    RequestGuard(OpenConnections open, BodyBudget bodies, Duration timeout) {
        this.open = open;
        this.bodies = bodies;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begin(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!http2) {
            begin(context);
        }
        if (!installed && !encrypted) {
            install(context);
        }
        if (!installed && !encrypted && context.pipeline().get(TLS) != null) {
            encrypted = true;
            context.pipeline().addAfter(TLS, "request-guard-tls", new AfterHandshake(context));
        }
        if (installed || encrypted || !(bytes instanceof ByteBuf read)) {
            context.fireChannelRead(bytes);
            return;
        }
        int deciding = preface.deciding(read);
        if (deciding < read.readableBytes()) { // the server chooses its decoder by the first part, and has it decode the rest
            context.fireChannelRead(read.readRetainedSlice(deciding));
            install(context);
            context.fireChannelRead(read);
        } else {
            context.fireChannelRead(read);
            install(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    private void install(ChannelHandlerContext context) {
        if (context.pipeline().get(HttpRequestDecoder.class) != null) {
            installed = true;
            Http1Requests.install(context.pipeline(), this::whole);
        } else if (context.pipeline().get(Http2ConnectionHandler.class) != null) {
            installed = true;
            http2 = true;
            end();
            Http2Requests.install(context.pipeline(), bodies, timeout, () -> open.used(context.channel()));
        }
    }

    private void whole(ChannelHandlerContext context) {
        end();
        open.used(context.channel());
    }

    private void begin(ChannelHandlerContext context) {
        if (deadline == null) {
            deadline = context.executor().schedule(() -> context.close(), timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** The handshake says which version of HTTP follows; its decoder is there when those behind have heard of it. */
    private final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final ChannelHandlerContext guard;

        AfterHandshake(ChannelHandlerContext guard) {
            this.guard = guard;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            context.fireUserEventTriggered(event);
            if (event instanceof SslHandshakeCompletionEvent && !installed) {
                install(guard);
            }
        }
    }
}
