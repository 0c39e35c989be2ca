package io.bactrian.flow;

import static io.bactrian.flow.DetectorMapper.json;
import static io.bactrian.flow.DetectorMapper.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.kit.Patience;
import io.grpc.Status;

/** What a mapper streams is answered, over gRPC. */
class DetectorRouteTest {
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
    void aMapperThatWaitsForEachResponseGetsTheRowsAnswerWithItsLastProperty() throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.send("pump-1", "a", "1.5");
        AnomalyResponse first = mapper.next();
        assertThat(first.getStatus()).isEqualTo("ok");
        assertThat(json(first).path("state").asText()).isEqualTo("incomplete");
        assertThat(Instant.parse(first.getTimestamp())).isNotNull();

        mapper.send("pump-1", "b", "2");
        JsonNode answer = json(mapper.next());
        mapper.stream.onCompleted();

        assertThat(answer.path("device").asText()).isEqualTo("default/pump-1");
        assertThat(answer.path("score").asDouble()).isEqualTo(3.5);
        assertThat(mapper.end()).isEqualTo(Status.OK);
        assertThat(rig.twins.next()).hasValueSatisfying(update -> assertThat(update.topic()).contains("default/pump-1"));
        Queue<String> samples = rig.drain("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        assertThat(samples.peek()).startsWith("/devices/default%2Fpump-1 {").contains("\"a\"", "1.5", "\"b\"");
        await().atMost(Patience.LONG).until(() -> rig.server.open() == 0);
    }

    @Test
    void aPropertyThatIsAModelsOnlyChannelIsAnsweredAtOnceAndAnAlertIsTheStatus() throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.send("single", "a", "3");
        mapper.send("single", "a", "30");

        assertThat(mapper.next().getStatus()).isEqualTo("ok");
        AnomalyResponse alert = mapper.next();
        assertThat(alert.getStatus()).isEqualTo("anomaly");
        assertThat(json(alert).path("score").asDouble()).isEqualTo(30);
    }

    @Test
    void responsesKeepTheOrderOfTheMessagesOfAStream() throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        for (int i = 0; i < 200; i++) {
            mapper.send("single", "a", Integer.toString(i % 9));
            mapper.send("pump-1", i % 2 == 0 ? "a" : "b", Integer.toString(i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(json(mapper.next()).path("score").asDouble()).isEqualTo(i % 9);
            JsonNode row = json(mapper.next());
            assertThat(row.path("device").asText()).isEqualTo("default/pump-1");
            assertThat(row.path("score").asDouble()).isEqualTo(i % 2 == 0 ? 0 : 2 * i - 1);
        }
    }

    @Test
    void aRowWhoseTimeIsOverIsAnsweredToTwinsAndItsSampleIsOnDisk() throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.send("pump-1", "a", "1");
        mapper.send("pump-1", "b", "2");
        mapper.next();
        mapper.next();
        mapper.send("pump-1", "b", "5");
        assertThat(json(mapper.next()).path("state").asText()).isEqualTo("incomplete");
        rig.clock.addAndGet(Duration.ofSeconds(6).toNanos());
        rig.assembler.closeDue();

        Queue<String> samples = rig.drain("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 2);
        assertThat(rig.registry.get("bactrian.detector.lost").counter().count()).isZero();
        assertThat(mapper.responses).isEmpty();
    }

    @Test
    void valuesThatWaitAtTheStopAreCountedAsLost() throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.send("pump-1", "a", "1");
        mapper.next();

        rig.assembler.close();

        assertThat(rig.registry.get("bactrian.detector.lost").counter().count()).isEqualTo(1);
        mapper.send("single", "a", "1");
        assertThat(mapper.next().getStatus()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"single | a | cold | wrong-type", "Single | a | 1 | bad-device-name",
        "single | c | 1 | "})
    void badInputGetsAnErrorBecomesADeadLetterAndTheStreamGoesOn(String device, String name, String value, String code)
            throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.send(device, name, value);
        mapper.send("single", "a", "1");

        AnomalyResponse error = mapper.next();
        assertThat(error.getStatus()).isEqualTo("error");
        assertThat(json(error).at("/error/code").asText()).contains(code == null ? "" : code);
        assertThat(mapper.next().getStatus()).isEqualTo("ok");
        Queue<String> letters = rig.drain("dead-letters");
        await().atMost(Patience.LONG).until(() -> letters.size() == 1);
        assertThat(letters.peek()).startsWith("/devices/default%2F" + device).contains("\"data\":{\"" + name + "\"", value);
    }

    @Test
    void aTimestampThatIsNoneIsRefusedAndMillisecondsAreRead() throws Exception {
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.stream.onNext(property("single", "a", "1").toBuilder().setTimestamp("yesterday").build());
        mapper.stream.onNext(property("single", "a", "1").toBuilder().setTimestamp("1795431600123").build());
        mapper.stream.onNext(property("single", "a", "1").toBuilder().setTimestamp("2026-11-23T12:00:00.5+01:00").build());

        assertThat(json(mapper.next()).at("/error/message").asText()).contains("timestamp");
        assertThat(json(mapper.next()).path("ts").asLong()).isEqualTo(1795431600123L);
        assertThat(json(mapper.next()).path("ts").asLong())
                .isEqualTo(Instant.parse("2026-11-23T11:00:00.500Z").toEpochMilli());
    }

    @Test
    void aFailureOfTheServiceIsSaidSoThatTheMapperSendsAgain() throws Exception {
        rig.models.fail("one", "it has no version in service");
        DetectorMapper mapper = DetectorMapper.open(rig.channel);
        mapper.send("single", "a", "1");

        AnomalyResponse failed = mapper.next();
        assertThat(failed.getStatus()).isEqualTo("error");
        assertThat(failed.getMessage()).contains("no version in service");
        assertThat(mapper.ends).isEmpty();
    }
}
