package io.bactrian.ops.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AttributeKey;

/** A connection of HTTP/2 in memory, whose time passes when it is told. */
final class Http2Rig implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int CANCEL = 8;
    static final int CALM = 11;

    static final byte[] FRAMED = {0, 0, 0, 0, 2, 7, 7};

    final BodyBudget bodies = new BodyBudget(100);
    final OpenConnections open = new OpenConnections(2);
    final EmbeddedChannel connection = connect();
    boolean answersPings;
    boolean permits = true;
    int pings;
    int pongsOfOthers;
    int unread;

    /** Chooses its version by the first bytes, as the server does. */
    private EmbeddedChannel connect() {
        EmbeddedChannel made = new EmbeddedChannel(new RequestGuard(open, bodies, Duration.ofSeconds(10)),
                new ChannelInboundHandlerAdapter() {
                    private int seen;

                    @Override
                    public void channelRead(ChannelHandlerContext context, Object bytes) {
                        ByteBuf read = (ByteBuf) bytes;
                        seen += read.readableBytes();
                        if (seen == 24) {
                            context.pipeline().addLast(server());
                            context.fireChannelRead(
                                    Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));
                            context.pipeline().remove(this);
                        }
                        read.release();
                    }
                });
        open.add(made);
        made.freezeTime();
        made.writeInbound(Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII),
                frame(SETTINGS, 0, 0, new byte[0]));
        return made;
    }

    /** Puts another listener in place at the first settings, as Vert.x does. */
    private Http2ConnectionHandler server() {
        AtomicReference<Http2ConnectionHandler> made = new AtomicReference<>();
        made.set(new Http2ConnectionHandlerBuilder().server(true).initialSettings(new Http2Settings())
                .frameListener(new Http2FrameAdapter() {
                    @Override
                    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
                        made.get().decoder().frameListener(new Reader());
                    }
                }).build());
        return made.get();
    }

    /** Reads all that comes but for the bytes that it is to leave, and lets each request last that may. */
    private final class Reader extends Http2FrameAdapter {
        @Override
        public void onHeadersRead(ChannelHandlerContext context, int stream, Http2Headers headers, int dependency, short weight,
                boolean exclusive, int padding, boolean last) {
            if (permits) {
                context.channel().attr(AttributeKey.<IntConsumer>valueOf("bactrian.lasting")).get().accept(stream);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last) {
            int left = Math.min(unread, data.readableBytes());
            return data.readableBytes() + padding - left;
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext context, long data) {
            pongsOfOthers++;
        }
    }

    @Override
    public void close() {
        connection.finishAndReleaseAll();
    }

    static ByteBuf frame(int type, int flags, int stream, byte[] payload) {
        return Unpooled.buffer().writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream)
                .writeBytes(payload);
    }

    /** POST / of http: three names of HPACK's table. */
    void head(int stream, int flags) {
        connection.writeInbound(frame(HEADERS, END_HEADERS | flags, stream, new byte[]{(byte) 0x83, (byte) 0x84, (byte) 0x86}));
    }

    void body(int stream, int bytes, int flags) {
        connection.writeInbound(frame(DATA, flags, stream, new byte[bytes]));
    }

    void pass(long seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    /** The streams that were reset, each with its reason. */
    List<String> resets() {
        List<String> resets = new ArrayList<>();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf next = connection.readOutbound(); next != null; next = connection.readOutbound()) {
            all.writeBytes(next);
            next.release();
        }
        while (all.readableBytes() >= 9) {
            int length = all.readMedium();
            int type = all.readByte();
            boolean ack = all.readByte() == ACK;
            int stream = all.readInt();
            ByteBuf payload = all.readSlice(length);
            if (type == RESET) {
                resets.add(stream + ":" + payload.readInt());
            } else if (type == PING && !ack) {
                pings++;
                answer(payload);
            }
        }
        all.release();
        return resets;
    }

    private void answer(ByteBuf ping) {
        if (answersPings) {
            byte[] payload = new byte[ping.readableBytes()];
            ping.readBytes(payload);
            connection.writeInbound(frame(PING, ACK, 0, payload));
        }
    }

    /** The head of a mapper's stream. */
    void mapper(int stream, String type) {
        ByteBuf head = Unpooled.buffer().writeByte(0x83).writeByte(0x86);
        literal(head.writeByte(0x04), "/kubeedge.anomalydetector.v1.AnomalyDetectionService/StreamDetect");
        literal(head.writeByte(0x0f).writeByte(0x10), type);
        byte[] block = new byte[head.readableBytes()];
        head.readBytes(block).release();
        connection.writeInbound(frame(HEADERS, END_HEADERS, stream, block));
    }

    private static void literal(ByteBuf head, String text) {
        head.writeByte(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    /** One more connection to the same server. */
    EmbeddedChannel another() {
        EmbeddedChannel made = new EmbeddedChannel(new RequestGuard(open, bodies, Duration.ofSeconds(10)));
        open.add(made);
        return made;
    }
}
