package io.bactrian.mqtt.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Tells when packets may be sent: after the TCP connection, the TLS handshake or the web socket's, whichever is last. */
final class Opening extends ChannelInboundHandlerAdapter {
    private final boolean webSocket;
    private final boolean encrypted;
    private final Runnable opened;

    Opening(boolean webSocket, boolean encrypted, Runnable opened) {
        this.webSocket = webSocket;
        this.encrypted = encrypted;
        this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!webSocket && !encrypted) {
            opened.run();
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (webSocket
                ? event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE
                : event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            opened.run();
        }
        ctx.fireUserEventTriggered(event);
    }
}
