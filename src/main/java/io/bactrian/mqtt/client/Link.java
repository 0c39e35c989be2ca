package io.bactrian.mqtt.client;

import java.io.IOException;
import java.util.List;
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
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;

/** One connection, from its attempt to its end, never used again. On the event loop but for {@link #isUp}. */
final class Link extends SimpleChannelInboundHandler<Object> {
    private final LinkListener listener;
    private final Pipeline pipeline;
    private final Executor loop;
    private final Acknowledgements acknowledgements = new Acknowledgements(this::puback);
    private final Runnable flush = this::flush;
    private Channel channel;
    private volatile boolean up;
    private boolean ended;
    private boolean dirty;
    private boolean pinged;
    private String why = "the broker closed the connection";

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

    void publish(Publish publish, int qos) {
        write(Packets.publish(publish, qos, publish.sent));
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

    private void flush() {
        dirty = false;
        channel.flush();
    }

    /** Ends it without a word. The listener is told once the caller is done: a write may end it in the midst of others. */
    void end(String reason) {
        if (!ended) {
            ended = true;
            up = false;
            why = reason;
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

    /** The transport is there, TLS and web socket included. */
    void opened(MqttMessage connect) {
        if (!ended) {
            write(connect);
        }
    }

    void keepAlive(int seconds) {
        pipeline.keepAlive(channel, seconds);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        pinged = false;
        if (ended) {
            return;
        }
        if (message instanceof IncomingPublish publish) {
            arrived(publish);
        } else if (message instanceof PacketReader.Unreadable unreadable) {
            listener.unreadable(this, unreadable.packetId(), unreadable.reason());
        } else if (message instanceof MqttMessage packet) {
            if (packet.decoderResult().isFailure()) {
                end("the broker sent a packet that cannot be read: " + Reasons.text(packet.decoderResult().cause()));
            } else {
                read(packet);
            }
        }
    }

    private void read(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBACK -> listener.acknowledged(this, Packets.id(packet), Packets.reason(packet));
            case PUBREC -> listener.received(this, Packets.id(packet), Packets.reason(packet));
            case PUBCOMP -> listener.completed(this, Packets.id(packet));
            case SUBACK -> listener.subscribed(this, Packets.id(packet), ((MqttSubAckMessage) packet).payload().reasonCodes());
            case UNSUBACK -> listener.subscribed(this, Packets.id(packet), List.of(0));
            case CONNACK -> accepted((MqttConnAckVariableHeader) packet.variableHeader());
            case DISCONNECT -> end(Reasons.disconnect(packet));
            case PINGRESP -> pinged = false;
            default -> end("the broker sent a packet that is not for clients: " + packet.fixedHeader().messageType());
        }
    }

    private void arrived(IncomingPublish publish) {
        Delivery delivery = new Delivery(this, publish);
        if (delivery.qos() > 0) {
            acknowledgements.arrived(delivery);
        }
        listener.arrived(delivery);
    }

    private void accepted(MqttConnAckVariableHeader connack) {
        if (connack.connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            end("the broker refused, reason 0x%02x: %s".formatted(connack.connectReturnCode().byteValue() & 0xff,
                    Reasons.code(connack.connectReturnCode().byteValue() & 0xff)));
            return;
        }
        up = true;
        listener.up(this, ServerLimits.of(connack));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            end(pipeline.explain(handshake.cause()));
        }
        if (event instanceof IdleStateEvent idle && up) {
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
        end(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof DecoderException) && !(cause instanceof IOException)) {
            UncaughtErrors.report(cause);
        }
        end(pipeline.explain(cause));
    }
}
