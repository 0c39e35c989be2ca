package io.bactrian.mqtt;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;

/** A broker for what real ones rarely do: it grants every subscription and answers each PUBLISH as it is told. */
class ScriptedBroker implements AutoCloseable {
    record Published(String topic, String body, int qos) {
    }

    final List<Published> published = new CopyOnWriteArrayList<>();
    final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentLinkedQueue<Channel> clients = new ConcurrentLinkedQueue<>();
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    private final MqttProperties connack = new MqttProperties();
    private final Channel server;
    private volatile Channel client;

    ScriptedBroker() {
        server = new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        clients.add(channel);
                        channel.pipeline().addLast(new MqttDecoder(10 << 20), MqttEncoder.INSTANCE, new Handler());
                    }
                }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
    }

    /** What the CONNACK says beside. */
    ScriptedBroker saying(MqttPropertyType type, int value) {
        connack.add(new IntegerProperty(type.value(), value));
        return this;
    }

    String url() {
        return "tcp://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Answers a PUBLISH; to be overridden. */
    void answer(Channel to, Published message, int packetId) {
        acknowledge(to, packetId, 0);
    }

    static void acknowledge(Channel to, int packetId, int reason) {
        to.writeAndFlush(new MqttMessage(header(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE),
                new MqttPubReplyMessageVariableHeader(packetId, (byte) reason, MqttProperties.NO_PROPERTIES)));
    }

    void deliver(String topic, int packetId, String body) {
        deliver(topic, packetId, body, MqttProperties.NO_PROPERTIES);
    }

    void deliver(String topic, int packetId, String body, MqttProperties properties) {
        client.writeAndFlush(MqttMessageBuilders.publish().topicName(topic).qos(MqttQoS.AT_LEAST_ONCE).messageId(packetId)
                .properties(properties)
                .payload(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)).build());
    }

    /** Bytes as they are, behind the encoder. */
    void deliver(ByteBuf raw) {
        client.pipeline().firstContext().writeAndFlush(raw).syncUninterruptibly();
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
        return new MqttFixedHeader(type, false, qos, false, 0);
    }

    @Override
    public void close() {
        clients.forEach(Channel::close);
        server.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Handler extends SimpleChannelInboundHandler<MqttMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
            Channel from = ctx.channel();
            switch (packet.fixedHeader().messageType()) {
                case CONNECT -> {
                    client = from;
                    connections.incrementAndGet();
                    ctx.writeAndFlush(MqttMessageBuilders.connAck().returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                            .properties(connack).build());
                }
                case SUBSCRIBE -> ctx.writeAndFlush(MqttMessageBuilders.subAck()
                        .packetId(((MqttSubscribeMessage) packet).variableHeader().messageId())
                        .addGrantedQos(MqttQoS.AT_LEAST_ONCE).build());
                case PUBLISH -> {
                    MqttPublishMessage publish = (MqttPublishMessage) packet;
                    Published message = new Published(publish.variableHeader().topicName(),
                            publish.payload().toString(StandardCharsets.UTF_8), publish.fixedHeader().qosLevel().value());
                    published.add(message);
                    if (message.qos > 0) {
                        answer(from, message, publish.variableHeader().packetId());
                    }
                }
                case PUBACK -> acknowledged.add(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
                default -> {
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

}
