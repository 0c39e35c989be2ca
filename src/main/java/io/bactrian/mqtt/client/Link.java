package io.bactrian.mqtt.client;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.bactrian.threads.UncaughtErrors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;

/** One connection, from its attempt to its end, never used again. On the event loop but for {@link #isUp}. */
final class Link extends SimpleChannelInboundHandler<Object> {
    private final LinkListener listener;
    private final Pipeline pipeline;
    private final Executor loop;
    private final Acknowledgements acknowledgements = new Acknowledgements(this::puback);
    private Channel channel;
    private volatile boolean up;
    private boolean ended;
    private boolean dirty;
    private boolean pinged;
    private final Runnable flush = () -> {
        dirty = false;
        channel.flush();
    };

    Link(LinkListener listener, Pipeline pipeline, Executor loop) {
        this.listener = listener;
        this.pipeline = pipeline;
        this.loop = loop;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    boolean isUp() {
        return up;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** At QoS 0: {@code sent} is called when it is written; not when the connection ends first. */
    void publishOnce(Publish publish, Consumer<Publish> sent) {
        channel.write(Packets.publish(publish, 0, false)).addListener(written -> {
            if (written.isSuccess()) {
                UncaughtErrors.guard(() -> sent.accept(publish));
            } else {
                end(Reasons.text(written.cause()));
                sent.accept(publish);
            }
        });
        flushSoon();
    }

    void write(MqttMessage packet) {
        channel.write(packet, channel.voidPromise());
        flushSoon();
    }

    private void puback(int packetId) {
        if (up) {
            write(Packets.acknowledge(packetId));
        }
    }

    private void flushSoon() {
        if (!dirty) {
            dirty = true;
            channel.eventLoop().execute(flush);
        }
    }

    /** Ends it without a word. The listener is told once the caller is done: a write may end it in the midst of others. */
    void end(String reason) {
        if (!ended) {
            ended = true;
            up = false;
            if (channel != null) {
                channel.close();
            }
            loop.execute(() -> UncaughtErrors.guard(() -> listener.down(this, reason)));
        }
    }

    /** Says goodbye, which keeps the session, and ends it. */
    void disconnect() {
        if (up) {
            channel.writeAndFlush(Packets.DISCONNECT).addListener(ChannelFutureListener.CLOSE);
        }
        end("stopped");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (ended) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (pipeline.opensAtOnce()) {
            opened();
        }
    }

    private void opened() {
        if (!ended) {
            write(pipeline.connectPacket());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        pinged = false;
        if (ended) {
            return;
        }
        if (message instanceof Delivery delivery) {
            if (delivery.qos() > 0) {
                acknowledgements.arrived(delivery);
            }
            listener.arrived(delivery);
        } else if (message instanceof PacketReader.Unreadable unreadable) {
            listener.unreadable(this, unreadable.packetId(), unreadable.reason());
        } else if (message instanceof MqttMessage packet) {
            read(packet);
        }
    }

    private void read(MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            end("the broker sent a packet that cannot be read: " + Reasons.text(packet.decoderResult().cause()));
            return;
        }
        switch (packet.fixedHeader().messageType()) {
            case CONNACK -> accepted((MqttConnAckVariableHeader) packet.variableHeader());
            case DISCONNECT -> end(Reasons.disconnect(packet));
            case PINGRESP -> pinged = false;
            default -> listener.answered(this, packet);
        }
    }

    private void accepted(MqttConnAckVariableHeader connack) {
        if (connack.connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            end(Reasons.refused(connack));
            return;
        }
        up = true;
        ServerLimits limits = ServerLimits.of(connack);
        if (limits.keepAliveSeconds() > 0) {
            pipeline.keepAlive(channel, limits.keepAliveSeconds());
        }
        listener.up(this, limits);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            end(pipeline.explain(handshake.cause()));
        } else if (pipeline.opensWith(event)) {
            opened();
        } else if (event instanceof IdleStateEvent idle && up) {
            if (idle.state() == IdleState.READER_IDLE && pinged) {
                end("the broker sent nothing for twice the keep-alive time");
                return;
            }
            pinged |= idle.state() == IdleState.READER_IDLE;
            write(Packets.PINGREQ);
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end("the broker closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof DecoderException) && !(cause instanceof IOException)) {
            UncaughtErrors.report(cause);
        }
        end(pipeline.explain(cause));
    }
}
