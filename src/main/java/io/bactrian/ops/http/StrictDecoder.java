package io.bactrian.ops.http;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/** Refuses a request with both Content-Length and Transfer-Encoding, which a proxy may read in another way (RFC 9112, 6.1 and 6.3). */
final class StrictDecoder extends VertxHttpRequestDecoder {
    /** With the limits that Vert.x has by default: 4 KiB for the first line, 8 KiB for the headers. */
    StrictDecoder() {
        super(new HttpServerOptions());
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new DecoderException("both Content-Length and Transfer-Encoding");
    }
}
