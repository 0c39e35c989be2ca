package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.bactrian.http.ConnectionUse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Settings;

/** Connections of HTTP/2 in memory, whose time passes when they are told. */
class Http2RequestsTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int CALM = 11;

    private final BodyBudget bodies = new BodyBudget(100);
    private final OpenConnections open = new OpenConnections(2);
    private final EmbeddedChannel connection = connect();

    /** Chooses its version by the first bytes, as the server does. */
    private EmbeddedChannel connect() {
        EmbeddedChannel made = new EmbeddedChannel(new RequestGuard(open, bodies), new ChannelInboundHandlerAdapter() {
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
    private static Http2ConnectionHandler server() {
        AtomicReference<Http2ConnectionHandler> made = new AtomicReference<>();
        made.set(new Http2ConnectionHandlerBuilder().server(true).initialSettings(new Http2Settings())
                .frameListener(new Http2FrameAdapter() {
                    @Override
                    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
                        made.get().decoder().frameListener(new Http2FrameAdapter());
                    }
                }).build());
        return made.get();
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
            all.skipBytes(1);
            int stream = all.readInt();
            ByteBuf payload = all.readSlice(length);
            if (type == RESET) {
                resets.add(stream + ":" + payload.readInt());
            }
        }
        all.release();
        return resets;
    }

    @Test
    void aBodyThatMayBeLongTakesNoneOfTheBudgetAndGoesOnAsLongAsItComes() {
        head(1, 0);
        body(1, 60, 0);
        assertThat(bodies.held()).isEqualTo(60);
        connection.pipeline().fireUserEventTriggered(new ConnectionUse(1, ConnectionUse.Kind.LONG_BODY));
        assertThat(bodies.held()).isZero();
        for (int second = 0; second < 60; second++) {
            body(1, RequestGuard.LEAST / 16, 0); // within the window of a connection in this test
            if (second == 14) {
                assertThat(resets()).isEmpty();
                break;
            }
            pass(1);
        }
        pass(3 * RequestGuard.LONG_SECONDS);

        assertThat(resets()).containsExactly("1:" + CANCEL);
        assertThat(bodies.held()).isZero();
        assertThat(connection.isOpen()).isTrue();
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
        EmbeddedChannel second = new EmbeddedChannel(new RequestGuard(open, bodies));
        open.add(second);
        head(1, END_STREAM);
        EmbeddedChannel third = new EmbeddedChannel(new RequestGuard(open, bodies));
        open.add(third);

        assertThat(second.isOpen()).isFalse();
        assertThat(connection.isOpen()).isTrue();
        third.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }
}
