package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** Connections in memory, whose time passes when they are told. */
class RequestGuardTest {
    private static final String WHOLE = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final OpenConnections open = new OpenConnections(2);
    private final EmbeddedChannel connection = connect();

    private EmbeddedChannel connect() {
        EmbeddedChannel made = new EmbeddedChannel(new RequestGuard(open, new BodyBudget(1 << 20), Duration.ofSeconds(10)),
                new HttpRequestDecoder());
        open.add(made);
        made.freezeTime();
        return made;
    }

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    private static void send(EmbeddedChannel to, String text) {
        to.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static void pass(EmbeddedChannel on, long seconds) {
        on.advanceTimeBy(seconds, TimeUnit.SECONDS);
        on.runScheduledPendingTasks();
    }

    @Test
    void aConnectionThatSaysNothingEndsAfterTenSeconds() {
        pass(connection, 9);
        assertThat(connection.isOpen()).isTrue();
        pass(connection, 1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aRequestThatComesByteByByteGetsNoMoreTime() {
        for (int i = 0; i < 9; i++) {
            send(connection, WHOLE.substring(i, i + 1));
            pass(connection, 1);
            assertThat(connection.isOpen()).isTrue();
        }
        pass(connection, 1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aConnectionRestsBetweenWholeRequestsButNotWithinOne() {
        for (int i = 0; i < 3; i++) {
            send(connection, WHOLE);
            pass(connection, 3600);
            assertThat(connection.isOpen()).isTrue();
        }
        send(connection, "G");
        pass(connection, 10);
        assertThat(connection.isOpen()).isFalse();
    }

    /** As where HTTP/2 may come in clear text. */
    private EmbeddedChannel whoseDecoderComesWithTheFirstBytes() {
        return new EmbeddedChannel(new RequestGuard(open, new BodyBudget(1 << 20), Duration.ofSeconds(10)),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object bytes) {
                        context.pipeline().addAfter(context.name(), "decoder", new HttpRequestDecoder());
                        context.fireChannelRead(bytes);
                        context.pipeline().remove(this);
                    }
                });
    }

    @Test
    void aDecoderThatComesWithTheFirstBytesGoesOnWithTheRequest() {
        EmbeddedChannel late = whoseDecoderComesWithTheFirstBytes();
        send(late, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");
        send(late, "body");

        Object last = null;
        for (Object next = late.readInbound(); next != null; next = late.readInbound()) {
            last = next;
        }
        assertThat(last).isInstanceOf(LastHttpContent.class);
        late.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST / HTTP/1.1\r\n", "PRI * HTTP/1.1\r\n", "GET / HTTP/1.1\r\n"})
    void aDecoderThatComesWithTheFirstBytesIsAsStrict(String line) {
        EmbeddedChannel late = whoseDecoderComesWithTheFirstBytes();
        send(late, line + "Host: x\r\nUpgrade: h2c\r\n\r\n");
        HttpRequest whole = late.readInbound();
        assertThat(whole.decoderResult().isSuccess()).isTrue();
        assertThat(whole.headers().contains("Upgrade")).isFalse();
        late.finishAndReleaseAll();

        EmbeddedChannel ambiguous = whoseDecoderComesWithTheFirstBytes();
        send(ambiguous, line + "Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        HttpRequest refused = ambiguous.readInbound();
        assertThat(refused.decoderResult().isFailure()).isTrue();
        ambiguous.finishAndReleaseAll();
    }

    @Test
    void oneMoreThanThereIsRoomForEndsTheOneThatIsUnusedForLongest() {
        EmbeddedChannel second = connect();
        send(connection, WHOLE);
        EmbeddedChannel third = connect();

        assertThat(second.isOpen()).isFalse();
        assertThat(connection.isOpen()).isTrue();
        assertThat(third.isOpen()).isTrue();

        third.close();
        EmbeddedChannel fourth = connect();
        assertThat(connection.isOpen()).isTrue();
        fourth.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "content-length: 0\r\ntransfer-encoding: CHUNKED"})
    void aRequestWithTwoLengthsIsRefused(String headers) {
        assertThat(isRefused(headers)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked", "X: y"})
    void aRequestWithOneLengthIsNot(String headers) {
        assertThat(isRefused(headers)).isFalse();
    }

    private boolean isRefused(String headers) {
        send(connection, "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n0\r\n\r\n");
        HttpRequest request = connection.readInbound();
        try {
            return request.decoderResult().isFailure();
        } finally {
            ReferenceCountUtil.release(request);
        }
    }
}
