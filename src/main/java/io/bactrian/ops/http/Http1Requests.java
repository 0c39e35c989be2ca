package io.bactrian.ops.http;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

/** Behind the decoder of HTTP/1: says when a request is whole, and takes off headers on which the server would fail. */
final class Http1Requests extends ChannelInboundHandlerAdapter {
    /** A header in place of a Content-Encoding that the server does not know: its decompressor would end the connection. */
    static final String UNKNOWN_ENCODING = "bactrian-unknown-encoding";

    private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip", "deflate", "x-deflate", "identity");

    private final Consumer<ChannelHandlerContext> whole;

    private Http1Requests(Consumer<ChannelHandlerContext> whole) {
        this.whole = whole;
    }

    /** Replaces the decoder, which may have bytes that it did not decode yet. */
    static void install(ChannelPipeline pipeline, Consumer<ChannelHandlerContext> whole) {
        String decoder = pipeline.context(HttpRequestDecoder.class).name();
        StrictDecoder strict = new StrictDecoder();
        pipeline.addAfter(decoder, "request-end", new Http1Requests(whole));
        pipeline.replace(decoder, decoder, strict);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object decoded) {
        if (decoded instanceof HttpRequest request) {
            checkEncoding(request);
            if (request.headers().containsValue(HttpHeaderNames.UPGRADE, "h2c", true)) { // HTTP/2 begins with its preface only
                request.headers().remove(HttpHeaderNames.UPGRADE);
            }
        }
        if (decoded instanceof LastHttpContent) {
            whole.accept(context);
        }
        context.fireChannelRead(decoded);
    }

    private static void checkEncoding(HttpRequest request) {
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        request.headers().remove(UNKNOWN_ENCODING);
        if (encoding != null && !ENCODINGS.contains(encoding.strip().toLowerCase(Locale.ROOT))) {
            request.headers().remove(HttpHeaderNames.CONTENT_ENCODING);
            request.headers().set(UNKNOWN_ENCODING, encoding);
        }
    }
}
