package io.bactrian.ops.http;

import static io.bactrian.ops.http.Http2Rig.ACK;
import static io.bactrian.ops.http.Http2Rig.CALM;
import static io.bactrian.ops.http.Http2Rig.CANCEL;
import static io.bactrian.ops.http.Http2Rig.DATA;
import static io.bactrian.ops.http.Http2Rig.FRAMED;
import static io.bactrian.ops.http.Http2Rig.PING;
import static io.bactrian.ops.http.Http2Rig.RESET;
import static io.bactrian.ops.http.Http2Rig.frame;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/** A mapper's stream lasts as long as its peer answers, and takes no room for what is read. */
class Http2MapperTest {
    private final Http2Rig rig = new Http2Rig();

    @AfterEach
    void end() {
        rig.close();
    }

    @Test
    void aMappersStreamGoesOnWhileItsPeerAnswersAndTakesNoRoomForWhatIsRead() {
        rig.answersPings = true;
        rig.mapper(1, "application/grpc");
        for (int i = 0; i < 1000; i++) {
            rig.connection.writeInbound(frame(DATA, 0, 1, FRAMED));
            rig.pass(10);
            assertThat(rig.resets()).isEmpty();
        }
        assertThat(rig.connection.isOpen()).isTrue();
        assertThat(rig.bodies.held()).isZero();
        assertThat(rig.pings).isEqualTo(1000);
        assertThat(rig.pongsOfOthers).isZero();
    }

    @Test
    void aMappersPeerThatDoesNotAnswerLosesItsConnection() {
        rig.mapper(1, "application/grpc");
        rig.pass(10);
        rig.pass(10);
        assertThat(rig.connection.isOpen()).isTrue();
        rig.pass(10);

        assertThat(rig.connection.isOpen()).isFalse();
    }

    @Test
    void thePeerIsNotAskedOnceNoMappersStreamIsOpen() {
        rig.mapper(1, "application/grpc");
        rig.connection.writeInbound(frame(RESET, 0, 1, new byte[]{0, 0, 0, 8}));
        rig.pass(3600);
        rig.resets();

        assertThat(rig.pings).isZero();
        assertThat(rig.connection.isOpen()).isTrue();
    }

    @Test
    void aMappersStreamThatIsNotAcceptedIsARequestAsAllOthers() {
        rig.permits = false;
        rig.mapper(1, "application/grpc");
        rig.connection.writeInbound(frame(DATA, 0, 1, FRAMED));
        rig.pass(10);

        assertThat(rig.resets()).containsExactly("1:" + CANCEL);
    }

    @Test
    void pongsThatTheServerAskedForAreHandedOn() {
        rig.connection.writeInbound(frame(PING, ACK, 0, new byte[8]));

        assertThat(rig.pongsOfOthers).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web", "application/json"})
    void anotherTypeAtTheMappersPathIsARequestAsAllOthers(String type) {
        rig.mapper(1, type);
        rig.pass(10);

        assertThat(rig.resets()).containsExactly("1:" + CANCEL);
    }

    @Test
    void aMappersMessageHasABound() {
        rig.mapper(1, "application/grpc");
        rig.connection.writeInbound(frame(DATA, 0, 1, new byte[]{0, 0, 1, 0, 0, 0, 0, 1, 0, 1}));
        assertThat(rig.resets()).isEmpty();

        rig.mapper(3, "application/grpc");
        rig.connection.writeInbound(frame(DATA, 0, 3, new byte[]{0, 0, 0, 0, 1, 7, 0, 0}));
        rig.connection.writeInbound(frame(DATA, 0, 3, new byte[]{1, 0, 1}));

        assertThat(rig.resets()).containsExactly("3:" + CALM);
    }

    @Test
    void whatAMapperSendsAndNobodyReadsTakesRoomAndSoDoesAPartOfAMessage() {
        rig.unread = Integer.MAX_VALUE;
        rig.mapper(1, "application/grpc");
        for (int i = 0; i < 14; i++) {
            rig.connection.writeInbound(frame(DATA, 0, 1, FRAMED));
        }
        assertThat(rig.bodies.held()).isEqualTo(98);
        rig.connection.writeInbound(frame(DATA, 0, 1, FRAMED));

        assertThat(rig.resets()).containsExactly("1:" + CALM);
        assertThat(rig.bodies.held()).isZero();

        rig.unread = 0;
        rig.mapper(3, "application/grpc");
        rig.connection.writeInbound(frame(DATA, 0, 3, new byte[]{0, 0, 0, 0, 90, 7, 7}));
        assertThat(rig.bodies.held()).isEqualTo(7);
    }

    @Test
    void aMapperWhoseStreamIsEndedByTheServerHasTenSecondsToEndItToo() {
        rig.answersPings = true;
        rig.mapper(1, "application/grpc");
        rig.pass(100);
        Http2ConnectionHandler handler = rig.connection.pipeline().get(Http2ConnectionHandler.class);
        ChannelHandlerContext context = rig.connection.pipeline().context(handler);
        handler.encoder().writeHeaders(context, 1, new DefaultHttp2Headers().status("200"), 0, true, context.newPromise());
        handler.flush(context);
        rig.pass(9);
        assertThat(rig.resets()).isEmpty();
        rig.pass(1);

        assertThat(rig.resets()).containsExactly("1:" + CANCEL);
    }

    @Test
    void aConnectionIsUsedByEachMessageOfAMapper() {
        rig.mapper(1, "application/grpc");
        EmbeddedChannel second = rig.another();
        rig.connection.writeInbound(frame(DATA, 0, 1, FRAMED));
        EmbeddedChannel third = rig.another();

        assertThat(second.isOpen()).isFalse();
        assertThat(rig.connection.isOpen()).isTrue();
        third.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }
}
