package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AttributeKey;

/** Connections of HTTP/2 in memory, whose time passes when they are told. */
class Http2RequestsTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int CALM = 11;

    private static final byte[] FRAMED = {0, 0, 0, 0, 2, 7, 7};

    private final BodyBudget bodies = new BodyBudget(100);
    private final OpenConnections open = new OpenConnections(2);
    private final EmbeddedChannel connection = connect();
    private boolean answersPings;
    private boolean permits = true;
    private int pings;
    private int pongsOfOthers;
    private int unread;

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

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    private static ByteBuf frame(int type, int flags, int stream, byte[] payload) {
        return Unpooled.buffer().writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream)
                .writeBytes(payload);
    }

    /** POST / of http: three names of HPACK's table. */
    private void head(int stream, int flags) {
        connection.writeInbound(frame(HEADERS, END_HEADERS | flags, stream, new byte[]{(byte) 0x83, (byte) 0x84, (byte) 0x86}));
    }

    private void body(int stream, int bytes, int flags) {
        connection.writeInbound(frame(DATA, flags, stream, new byte[bytes]));
    }

    private void pass(long seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    /** The streams that were reset, each with its reason. */
    private List<String> resets() {
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

    @Test
    void aRequestThatIsNotWholeAfterTenSecondsEndsAndItsConnectionGoesOn() {
        head(1, 0);
        head(3, 0);
        for (int i = 0; i < 9; i++) {
            body(1, 1, 0);
            pass(1);
        }
        body(3, 1, END_STREAM);
        assertThat(resets()).isEmpty();
        pass(1);

        assertThat(resets()).containsExactly("1:" + CANCEL);
        assertThat(connection.isOpen()).isTrue();
        pass(3600);
        assertThat(resets()).isEmpty();
        assertThat(connection.isOpen()).isTrue();
    }

    private void answer(ByteBuf ping) {
        if (answersPings) {
            byte[] payload = new byte[ping.readableBytes()];
            ping.readBytes(payload);
            connection.writeInbound(frame(PING, ACK, 0, payload));
        }
    }

    /** The head of a mapper's stream. */
    private void mapper(int stream, String type) {
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

    @Test
    void aMappersStreamGoesOnWhileItsPeerAnswersAndTakesNoRoomForWhatIsRead() {
        answersPings = true;
        mapper(1, "application/grpc");
        for (int i = 0; i < 1000; i++) {
            connection.writeInbound(frame(DATA, 0, 1, FRAMED));
            pass(10);
            assertThat(resets()).isEmpty();
        }
        assertThat(connection.isOpen()).isTrue();
        assertThat(bodies.held()).isZero();
        assertThat(pings).isEqualTo(1000);
        assertThat(pongsOfOthers).isZero();
    }

    @Test
    void aMappersPeerThatDoesNotAnswerLosesItsConnection() {
        mapper(1, "application/grpc");
        pass(10);
        pass(10);
        assertThat(connection.isOpen()).isTrue();
        pass(10);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void thePeerIsNotAskedOnceNoMappersStreamIsOpen() {
        mapper(1, "application/grpc");
        connection.writeInbound(frame(RESET, 0, 1, new byte[]{0, 0, 0, 8}));
        pass(3600);
        resets();

        assertThat(pings).isZero();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aMappersStreamThatIsNotAcceptedIsARequestAsAllOthers() {
        permits = false;
        mapper(1, "application/grpc");
        connection.writeInbound(frame(DATA, 0, 1, FRAMED));
        pass(10);

        assertThat(resets()).containsExactly("1:" + CANCEL);
    }

    @Test
    void pongsThatTheServerAskedForAreHandedOn() {
        connection.writeInbound(frame(PING, ACK, 0, new byte[8]));

        assertThat(pongsOfOthers).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web", "application/json"})
    void anotherTypeAtTheMappersPathIsARequestAsAllOthers(String type) {
        mapper(1, type);
        pass(10);

        assertThat(resets()).containsExactly("1:" + CANCEL);
    }

    @Test
    void aMappersMessageHasABound() {
        mapper(1, "application/grpc");
        connection.writeInbound(frame(DATA, 0, 1, new byte[]{0, 0, 1, 0, 0, 0, 0, 1, 0, 1}));
        assertThat(resets()).isEmpty();

        mapper(3, "application/grpc");
        connection.writeInbound(frame(DATA, 0, 3, new byte[]{0, 0, 0, 0, 1, 7, 0, 0}));
        connection.writeInbound(frame(DATA, 0, 3, new byte[]{1, 0, 1}));

        assertThat(resets()).containsExactly("3:" + CALM);
    }

    @Test
    void whatAMapperSendsAndNobodyReadsTakesRoomAndSoDoesAPartOfAMessage() {
        unread = Integer.MAX_VALUE;
        mapper(1, "application/grpc");
        for (int i = 0; i < 14; i++) {
            connection.writeInbound(frame(DATA, 0, 1, FRAMED));
        }
        assertThat(bodies.held()).isEqualTo(98);
        connection.writeInbound(frame(DATA, 0, 1, FRAMED));

        assertThat(resets()).containsExactly("1:" + CALM);
        assertThat(bodies.held()).isZero();

        unread = 0;
        mapper(3, "application/grpc");
        connection.writeInbound(frame(DATA, 0, 3, new byte[]{0, 0, 0, 0, 90, 7, 7}));
        assertThat(bodies.held()).isEqualTo(7);
    }

    @Test
    void aMapperWhoseStreamIsEndedByTheServerHasTenSecondsToEndItToo() {
        answersPings = true;
        mapper(1, "application/grpc");
        pass(100);
        Http2ConnectionHandler handler = connection.pipeline().get(Http2ConnectionHandler.class);
        ChannelHandlerContext context = connection.pipeline().context(handler);
        handler.encoder().writeHeaders(context, 1, new DefaultHttp2Headers().status("200"), 0, true, context.newPromise());
        handler.flush(context);
        pass(9);
        assertThat(resets()).isEmpty();
        pass(1);

        assertThat(resets()).containsExactly("1:" + CANCEL);
    }

    @Test
    void aConnectionIsUsedByEachMessageOfAMapper() {
        mapper(1, "application/grpc");
        EmbeddedChannel second = new EmbeddedChannel(new RequestGuard(open, bodies, Duration.ofSeconds(10)));
        open.add(second);
        connection.writeInbound(frame(DATA, 0, 1, FRAMED));
        EmbeddedChannel third = new EmbeddedChannel(new RequestGuard(open, bodies, Duration.ofSeconds(10)));
        open.add(third);

        assertThat(second.isOpen()).isFalse();
        assertThat(connection.isOpen()).isTrue();
        third.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    @Test
    void bodiesTogetherHaveABoundUntilTheirRequestsEnd() {
        head(1, 0);
        body(1, 60, END_STREAM);
        head(3, 0);
        body(3, 41, 0);

        assertThat(resets()).containsExactly("3:" + CALM);
        assertThat(bodies.held()).isEqualTo(60);
        head(5, 0);
        body(5, 40, END_STREAM);
        assertThat(resets()).isEmpty();
        assertThat(bodies.held()).isEqualTo(100);
    }

    @Test
    void aConnectionThatEndsLeavesNothing() {
        head(1, 0);
        body(1, 60, 0);
        connection.pipeline().fireChannelInactive();
        connection.runPendingTasks();

        assertThat(bodies.held()).isZero();
    }

    @Test
    void aConnectionIsUsedByEachWholeRequest() {
        EmbeddedChannel second = new EmbeddedChannel(new RequestGuard(open, bodies, Duration.ofSeconds(10)));
        open.add(second);
        head(1, END_STREAM);
        EmbeddedChannel third = new EmbeddedChannel(new RequestGuard(open, bodies, Duration.ofSeconds(10)));
        open.add(third);

        assertThat(second.isOpen()).isFalse();
        assertThat(connection.isOpen()).isTrue();
        third.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }
}
