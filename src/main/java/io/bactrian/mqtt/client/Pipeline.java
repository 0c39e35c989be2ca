package io.bactrian.mqtt.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;

/** The handlers of one connection: TLS, web socket, packets, keep-alive. */
final class Pipeline {
    private static final int MOST_BYTES = 2 << 20;
    private static final int KEEP = 64 << 10;
    private static final String IDLE = "idle";

    private final SessionSettings settings;
    private final BrokerAddress address;

    Pipeline(SessionSettings settings, BrokerAddress address) {
        this.settings = settings;
        this.address = address;
    }

    /**
     * Looks up the host and reads the TLS files, so it may block. The future tells of the TCP connection.
     */
    ChannelFuture connect(EventLoop loop, Link link) throws IOException {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        SSLContext tls = address.encrypted() ? context() : null;
        return new Bootstrap().group(loop).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectSeconds() * 1_000)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        fill(channel.pipeline(), tls, link);
                    }
                }).connect(target);
    }

    private void fill(ChannelPipeline pipeline, SSLContext tls, Link link) {
        if (tls != null) {
            pipeline.addLast(encryption(tls));
        }
        if (address.webSocket()) {
            WebSocketFrames.add(pipeline, address.uri(), settings.webSocketHeaders());
        }
        pipeline.addLast(new PacketReader(link, settings.maxPayloadBytes(), KEEP), new MqttDecoder(MOST_BYTES),
                MqttEncoder.INSTANCE);
        pipeline.addLast(IDLE, idle(settings.keepAliveSeconds())).addLast(link);
    }

    private SSLContext context() throws IOException {
        try {
            return settings.tls() == null ? SSLContext.getDefault() : settings.tls().context();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private SslHandler encryption(SSLContext tls) {
        SSLEngine engine = tls.createSSLEngine(address.host(), address.port());
        engine.setUseClientMode(true);
        if (settings.tls() == null || settings.tls().verifyHostname()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(settings.connectSeconds(), TimeUnit.SECONDS);
        return handler;
    }

    private static ChannelHandler idle(int seconds) {
        return new IdleStateHandler(seconds * 1_000L, seconds * 500L, 0, TimeUnit.MILLISECONDS);
    }

    /** Whether packets may be sent once the TCP connection is there. */
    boolean opensAtOnce() {
        return !address.encrypted() && !address.webSocket();
    }

    /** Whether packets may be sent from this event on: the TLS handshake's or the web socket's, whichever is last. */
    boolean opensWith(Object event) {
        return address.webSocket()
                ? event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE
                : event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess();
    }

    MqttMessage connectPacket() {
        return Packets.connect(settings);
    }

    /** The broker has its own idea of the keep-alive time. */
    void keepAlive(Channel channel, int seconds) {
        channel.pipeline().replace(IDLE, IDLE, idle(seconds));
    }

    /** Why a connection could not be made, or ended. */
    String explain(Throwable cause) {
        return address.encrypted()
                ? TlsTrouble.explain(cause, address.host(), settings.tls() != null && settings.tls().showsCertificate())
                        .orElseGet(() -> Reasons.text(cause))
                : Reasons.text(cause);
    }
}
