package io.bactrian.ops.http;

import static io.bactrian.ops.http.Http2Rig.CALM;
import static io.bactrian.ops.http.Http2Rig.CANCEL;
import static io.bactrian.ops.http.Http2Rig.END_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.bactrian.http.ConnectionUse;
import io.netty.channel.embedded.EmbeddedChannel;

/** Requests of HTTP/2 are whole in time, and their bodies have a bound. */
class Http2RequestsTest {
    private final Http2Rig rig = new Http2Rig();

    @AfterEach
    void end() {
        rig.close();
    }

    @Test
    void aBodyThatMayBeLongTakesNoneOfTheBudgetAndGoesOnAsLongAsItComes() {
        rig.head(1, 0);
        rig.body(1, 60, 0);
        assertThat(rig.bodies.held()).isEqualTo(60);
        rig.connection.pipeline().fireUserEventTriggered(new ConnectionUse(1, ConnectionUse.Kind.LONG_BODY));
        assertThat(rig.bodies.held()).isZero();
        for (int second = 0; second < 60; second++) {
            rig.body(1, RequestGuard.LEAST / 16, 0); // within the window of a connection in this test
            if (second == 14) {
                assertThat(rig.resets()).isEmpty();
                break;
            }
            rig.pass(1);
        }
        rig.pass(3 * RequestGuard.LONG_SECONDS);

        assertThat(rig.resets()).containsExactly("1:" + CANCEL);
        assertThat(rig.bodies.held()).isZero();
        assertThat(rig.connection.isOpen()).isTrue();
    }

    @Test
    void aRequestThatIsNotWholeAfterTenSecondsEndsAndItsConnectionGoesOn() {
        rig.head(1, 0);
        rig.head(3, 0);
        for (int i = 0; i < 9; i++) {
            rig.body(1, 1, 0);
            rig.pass(1);
        }
        rig.body(3, 1, END_STREAM);
        assertThat(rig.resets()).isEmpty();
        rig.pass(1);

        assertThat(rig.resets()).containsExactly("1:" + CANCEL);
        assertThat(rig.connection.isOpen()).isTrue();
        rig.pass(3600);
        assertThat(rig.resets()).isEmpty();
        assertThat(rig.connection.isOpen()).isTrue();
    }

    @Test
    void bodiesTogetherHaveABoundUntilTheirRequestsEnd() {
        rig.head(1, 0);
        rig.body(1, 60, END_STREAM);
        rig.head(3, 0);
        rig.body(3, 41, 0);

        assertThat(rig.resets()).containsExactly("3:" + CALM);
        assertThat(rig.bodies.held()).isEqualTo(60);
        rig.head(5, 0);
        rig.body(5, 40, END_STREAM);
        assertThat(rig.resets()).isEmpty();
        assertThat(rig.bodies.held()).isEqualTo(100);
    }

    @Test
    void aConnectionThatEndsLeavesNothing() {
        rig.head(1, 0);
        rig.body(1, 60, 0);
        rig.connection.pipeline().fireChannelInactive();
        rig.connection.runPendingTasks();

        assertThat(rig.bodies.held()).isZero();
    }

    @Test
    void aConnectionIsUsedByEachWholeRequest() {
        EmbeddedChannel second = rig.another();
        rig.head(1, END_STREAM);
        EmbeddedChannel third = rig.another();

        assertThat(second.isOpen()).isFalse();
        assertThat(rig.connection.isOpen()).isTrue();
        third.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }
}
