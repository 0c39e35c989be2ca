package io.bactrian.ops.http;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * First in a connection's pipeline. A request must be here as a whole ten seconds after the connection was made, or after its
 * first byte; else the connection is closed. On the connection's event loop.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {
    /** A header in place of a Content-Encoding that the server does not know: its decompressor would end the connection. */
    static final String UNKNOWN_ENCODING = "bactrian-unknown-encoding";

    private static final int SECONDS = 10;
    private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip", "deflate", "x-deflate", "identity");

    private final OpenConnections open;
    private Future<?> deadline;
    private boolean guarded;
    private boolean begun;

    RequestGuard(OpenConnections open) {
        this.open = open;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begin(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!guarded && context.pipeline().get(HttpRequestDecoder.class) != null) {
            guarded = true;
            String decoder = context.pipeline().context(HttpRequestDecoder.class).name();
            if (!begun) { // else it is in the middle of a request, as where HTTP/2 may come in clear text
                context.pipeline().replace(decoder, decoder, new StrictDecoder());
            }
            context.pipeline().addAfter(decoder, "request-end", new RequestEnd());
        }
        begun = true;
        begin(context);
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    private void begin(ChannelHandlerContext context) {
        if (deadline == null) {
            deadline = context.executor().schedule(() -> context.close(), SECONDS, TimeUnit.SECONDS);
        }
    }

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static void checkEncoding(HttpRequest request) {
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        request.headers().remove(UNKNOWN_ENCODING);
        if (encoding != null && !ENCODINGS.contains(encoding.strip().toLowerCase(Locale.ROOT))) {
            request.headers().remove(HttpHeaderNames.CONTENT_ENCODING);
            request.headers().set(UNKNOWN_ENCODING, encoding);
        }
    }

    private final class RequestEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object decoded) {
            if (decoded instanceof HttpRequest request) {
                checkEncoding(request);
            }
            if (decoded instanceof LastHttpContent) {
                end();
                open.used(context.channel());
            }
            context.fireChannelRead(decoded);
        }
    }
}
