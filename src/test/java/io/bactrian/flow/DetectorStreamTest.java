package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.grpc.proto.AnomalyDetectionServiceGrpc;
import io.bactrian.http.ApiToken;
import io.bactrian.kit.Patience;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;

/** How many streams there may be, how long, of whom, and with how much in work. */
class DetectorStreamTest {
    @TempDir
    private Path dir;
    private DetectorRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new DetectorRig(dir);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aStreamHasNoMoreInWorkThanItMayAndAnotherOneIsAnswered() throws Exception {
        rig.hold = true;
        DetectorMapper flood = DetectorMapper.open(rig.channel);
        for (int i = 0; i < 100; i++) {
            flood.send("single", "a", "1");
        }
        await().atMost(Patience.LONG).until(() -> rig.held.size() >= DetectorRig.WAITING);
        ManagedChannel other = rig.server.connect();
        try {
            DetectorMapper calm = DetectorMapper.open(other);
            calm.send("pump-1", "a", "2");
            assertThat(calm.next().getStatus()).isEqualTo("ok");
            assertThat(rig.held).hasSize(DetectorRig.WAITING);
            assertThat(flood.responses).isEmpty();
            rig.hold = false;
            rig.held.forEach(Runnable::run);
            for (int i = 0; i < 100; i++) {
                assertThat(flood.next().getStatus()).isEqualTo("ok");
            }
        } finally {
            other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void noMoreStreamsThanTheMostAreOpenAndAPlaceIsFreeWhenAConnectionIsGone() throws Exception {
        ManagedChannel other = rig.server.connect();
        DetectorMapper first = DetectorMapper.open(other);
        first.send("single", "a", "1");
        first.next();
        DetectorMapper second = DetectorMapper.open(rig.channel);
        second.send("single", "a", "1");
        second.next();

        Status refused = DetectorMapper.open(rig.channel).end();

        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("bactrian.detector.streams");
        other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        await().atMost(Patience.LONG).until(() -> rig.server.open() == 1);
        DetectorMapper third = DetectorMapper.open(rig.channel);
        third.send("single", "a", "1");
        assertThat(third.next().getStatus()).isEqualTo("ok");
    }

    @Test
    void aStreamThatStandsStillEndsButNotOneWhoseMessageIsInWork() throws Exception {
        rig.restart(true, Duration.ofMillis(200));
        ManagedChannel other = rig.server.connect();
        try {
            rig.hold = true;
            DetectorMapper working = DetectorMapper.open(other);
            working.send("single", "a", "1");
            await().atMost(Patience.LONG).until(() -> rig.held.size() == 1);
            for (int i = 0; i < 3; i++) {
                Status idle = DetectorMapper.open(other).end();
                assertThat(idle.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(idle.getDescription()).contains("bactrian.detector.idle");
            }
            rig.hold = false;
            rig.held.forEach(Runnable::run);
            assertThat(working.next().getStatus()).isEqualTo("ok");
            assertThat(working.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            await().atMost(Patience.LONG).until(() -> rig.server.open() == 0);
        } finally {
            other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void aDetectorThatIsOffSaysWhichKeyTurnsItOn() throws Exception {
        rig.restart(false, DetectorRig.IDLE);
        ManagedChannel other = rig.server.connect();
        Status off = DetectorMapper.open(other).end();
        other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);

        assertThat(off.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(off.getDescription()).contains("bactrian.detector.enabled");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"none, UNAUTHENTICATED", "Bearer correct-horse-batterz, UNAUTHENTICATED",
        "Bearer correct-horse-battery, OK"})
    void aStreamIsOpenToWhoMayAskForInference(String header, Status.Code code) throws Exception {
        rig.token = ApiToken.of("correct-horse-battery");
        Metadata headers = new Metadata();
        if (header != null) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), header);
        }
        DetectorMapper mapper = new DetectorMapper();
        AnomalyDetectionServiceGrpc.newStub(rig.channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .streamDetect(mapper);
        mapper.send("single", "a", "1");

        if (code == Status.Code.OK) {
            assertThat(mapper.next().getStatus()).isEqualTo("ok");
        } else {
            Status refused = mapper.end();
            assertThat(refused.getCode()).isEqualTo(code);
            assertThat(refused.getDescription()).contains("bactrian.inference.token").doesNotContain("correct-horse");
        }
    }
}
