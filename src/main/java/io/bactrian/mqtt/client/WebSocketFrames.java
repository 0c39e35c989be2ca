package io.bactrian.mqtt.client;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;

/** MQTT's bytes in binary web socket frames (MQTT 5, section 6). A frame is in memory as a whole: 16 MiB at most. */
final class WebSocketFrames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
    private static final int MOST_BYTES = 16 << 20;
    private static final int HANDSHAKE_BYTES = 8 << 10;

    private WebSocketFrames() {
    }

    static void add(ChannelPipeline pipeline, URI uri, Map<String, String> headers) {
        HttpHeaders sent = new DefaultHttpHeaders();
        headers.forEach(sent::add);
        pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(HANDSHAKE_BYTES),
                new WebSocketClientProtocolHandler(
                        WebSocketClientHandshakerFactory.newHandshaker(uri, WebSocketVersion.V13, "mqtt",
                                false, sent, MOST_BYTES)),
                new WebSocketFrames());
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) {
        out.add(new BinaryWebSocketFrame(bytes.retain()));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
        out.add(frame.content().retain());
    }
}
