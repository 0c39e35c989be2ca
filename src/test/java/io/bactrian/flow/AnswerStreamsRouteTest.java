package io.bactrian.flow;

import static io.bactrian.flow.DeviceRequestRig.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.http.AnswerStreams;
import io.bactrian.kit.Patience;

/** Who follows a device gets its answers as they come. */
class AnswerStreamsRouteTest {
    @TempDir
    private Path dir;
    private DeviceRequestRig rig;

    @BeforeEach
    void serve() throws Exception {
        rig = new DeviceRequestRig(dir);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aDevicesAnswersAreFollowedAsTheyComeAndNobodyElses() throws Exception {
        rig.start();
        BlockingQueue<String> lines = rig.follow("pump-1", null);
        assertThat(lines.poll(60, TimeUnit.SECONDS)).isEqualTo("200 text/event-stream");
        await().atMost(Patience.LONG).until(() -> rig.streams.open() == 1);

        rig.post("pump-2", "{\"id\":\"other\",\"features\":[1,2]}", null);
        rig.post("pump-1", "{\"id\":\"r-1\",\"features\":[1,2]}", null);
        rig.post("pump-1", "{\"id\":\"r-2\",\"features\":[1]}", null);

        assertThat(next(lines)).isEqualTo("event: answer");
        assertThat(next(lines)).startsWith("data: {\"id\":\"r-1\",\"device\":\"pump-1\"").contains("\"score\":3.0");
        assertThat(next(lines)).isEqualTo("event: error");
        assertThat(next(lines)).startsWith("data: {\"id\":\"r-2\"").contains("wrong-count");
    }

    @Test
    void noMoreThanTheMostFollowAndAPlaceIsFreeWhenOneIsGone() throws Exception {
        rig.start();
        Socket first = rig.raw("pump-1");
        try (Socket second = rig.raw("pump-2")) {
            await().atMost(Patience.LONG).until(() -> rig.streams.open() == 2);
            HttpResponse<String> third = rig.http.get("/devices/pump-3/inference");

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(third.body()).contains("bactrian.devices.viewers");
            first.close();
            await().atMost(Patience.LONG).until(() -> rig.streams.open() == 1);
            assertThat(second.isConnected()).isTrue();
        }
        await().atMost(Patience.LONG).until(() -> rig.streams.open() == 0);
    }

    @Test
    void whoFollowsADeviceThatIsSilentGetsACommentNowAndThenAndStaysConnected() throws Exception {
        rig.streams = new AnswerStreams(2, Duration.ofMillis(20));
        rig.start();
        BlockingQueue<String> lines = rig.follow("pump-1", null);
        assertThat(lines.poll(60, TimeUnit.SECONDS)).startsWith("200");
        for (int i = 0; i < 5; i++) {
            assertThat(lines.poll(60, TimeUnit.SECONDS)).isEqualTo(":");
            assertThat(lines.poll(60, TimeUnit.SECONDS)).isEmpty();
        }

        rig.post("pump-1", "{\"features\":[1,2]}", null);
        assertThat(next(lines)).isEqualTo("event: answer");
        assertThat(rig.streams.open()).isEqualTo(1);
    }

    @Test
    void aReaderThatDoesNotKeepUpIsCutOffAndDelaysNobody() throws Exception {
        rig.start();
        byte[] large = ("{\"x\":\"" + "y".repeat(64 << 10) + "\"}").getBytes();
        try (Socket silent = rig.raw("pump-1")) {
            await().atMost(Patience.LONG).until(() -> rig.streams.open() == 1);
            await().atMost(Patience.LONG).until(() -> {
                rig.streams.answered("pump-1", large);
                return rig.streams.cutOff() == 1;
            });
            assertThat(silent.isClosed()).isFalse();
        }
        assertThat(rig.streams.open()).isZero();
        assertThat(rig.post("pump-1", "{\"features\":[1,2]}", null).statusCode()).isEqualTo(200);
    }
}
