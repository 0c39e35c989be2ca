package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.Message;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Java;
import io.bactrian.kit.Patience;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.spool.camel.SpoolEndpoint;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;

/** Messages that failed, through the shipped routes and a spool on disk. */
@ExpectedErrors({"io.bactrian.spool", "io.bactrian.flow", "org.apache.camel"})
@Tag("slow")
class RetryRouteTest {
    private static final Duration LONG = Patience.LONG;
    private static final RetrySettings SETTINGS = new RetrySettings(5, Duration.ofDays(1), 64 << 20);

    @TempDir
    Path dir;
    private RetryRig rig;

    @AfterEach
    void stop() {
        if (rig != null) {
            rig.close();
        }
    }

    private RetryRig open(RetrySettings settings) throws Exception {
        rig = new RetryRig(dir, settings);
        return rig;
    }

    private void poison() {
        rig.fate = envelope -> {
            if (text(envelope).startsWith("poison")) {
                throw new IndexOutOfBoundsException("Index 0 out of bounds for length 0");
            }
        };
    }

    private static String text(Envelope envelope) {
        return new String(envelope.payload(), StandardCharsets.UTF_8);
    }

    @Test
    void aMessageThatFailedOnceIsAnsweredByItsRetryAndLeavesTheDisk() throws Exception {
        open(SETTINGS).setAside("pump-7", "good", 7).get();

        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        assertThat(rig.payloads()).containsExactly("good");
        assertThat(rig.deadLetters).isEmpty();
    }

    @Test
    void aPoisonMessageEndsInTheDeadLettersAfterItsTriesWhileGoodOnesAreAnswered() throws Exception {
        open(SETTINGS);
        poison();
        rig.setAside("pump-6", "poison", 6).get();
        var good = new AtomicInteger();
        await().atMost(LONG).until(() -> {
            int number = good.getAndIncrement();
            rig.setAside("pump-" + number, "good-" + number, 7).get();
            return !rig.deadLetters.isEmpty();
        });

        await().atMost(LONG).until(() -> rig.processed.size() == good.get() && rig.spool().waitingRecords() == 0);
        Message letter = rig.deadLetters.get(0);
        assertThat(letter.getBody(String.class)).isEqualTo("poison");
        assertThat(letter.getHeaders()).containsEntry("ce_errorcode", "retries-exhausted").containsEntry("ce_tries", "5")
                .containsEntry("ce_topic", "devices/pump-6/telemetry");
        assertThat(letter.getHeader("ce_errormessage", String.class)).contains("Index 0 out of bounds for length 0");
        assertThat(rig.answers).singleElement().asString().startsWith("devices/pump-6/inference").contains("retries-exhausted");
        assertThat(rig.deadLetters).hasSize(1);
    }

    @Test
    void aFailureCountsOnlyWhenSomeOtherMessageWasAnsweredSinceTheLastTry() throws Exception {
        open(SETTINGS);
        var tries = new AtomicInteger();
        rig.fate = envelope -> {
            tries.incrementAndGet();
            throw new IllegalStateException("a step fails for everybody");
        };
        rig.setAside("pump-6", "any", 6).get();
        await().atMost(LONG).until(() -> tries.get() >= 5);
        assertThat(rig.deadLetters).isEmpty();

        rig.fate = envelope -> {
        };
        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        assertThat(rig.payloads()).containsExactly("any");
    }

    @Test
    void aFailureOfTheServiceExhaustsNothingThoughOthersAreAnswered() throws Exception {
        open(SETTINGS);
        var gone = new AtomicBoolean(true);
        var tries = new AtomicInteger();
        rig.fate = envelope -> {
            if (gone.get()) {
                tries.incrementAndGet();
                throw new ModelUnavailable("model 'pump' has no version in service", null);
            }
        };
        List<String> sent = IntStream.range(0, 100).mapToObj(number -> "m-" + number).toList();
        for (int number = 0; number < 100; number++) {
            rig.setAside("pump-" + number, sent.get(number), number + 1).get();
        }
        await().atMost(LONG).until(() -> {
            rig.someoneElseIsAnswered();
            return tries.get() >= 400;
        });
        assertThat(rig.deadLetters).isEmpty();
        assertThat(rig.spool().waitingRecords()).isGreaterThanOrEqualTo(100);

        gone.set(false);
        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        assertThat(rig.payloads()).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aMessageOfTooGreatAnAgeIsGivenUpWhateverFails() throws Exception {
        open(new RetrySettings(5, Duration.ofMillis(300), 64 << 20));
        rig.fate = envelope -> {
            throw new ModelUnavailable("model 'pump' has no version in service", null);
        };
        rig.setAside("pump-6", "old", 6).get();

        await().atMost(LONG).until(() -> rig.deadLetters.size() == 1);
        assertThat(rig.deadLetters.get(0).getHeader("ce_errormessage", String.class)).contains("no version in service");
    }

    @Test
    void theRetryIsTheSameMessageWithItsPropertiesAndItsIdAndItsExpiryGoesOn() throws Exception {
        open(SETTINGS);
        var properties = new MqttProperties();
        properties.setResponseTopic("devices/pump-7/inference/a");
        properties.setCorrelationData(new byte[]{1, 0, -1});
        properties.setMessageExpiryInterval(3600L);
        properties.setUserProperties(new ArrayList<>(List.of(new UserProperty("a", "ä"),
                new UserProperty("traceparent", Trip.TRACE.parent()), new UserProperty("tracestate", "a=1"))));
        long before = System.nanoTime();
        rig.setAside("pump-7", "{}", 4711, properties, null).get();

        await().atMost(LONG).until(() -> rig.processed.size() == 1);
        Envelope retried = rig.processed.get(0);
        assertThat(retried.derivedId()).isEqualTo(new Envelope("pump-7", "devices/pump-7/telemetry",
                "{}".getBytes(StandardCharsets.UTF_8), 4711, false, 0, null, null, Envelope.NEVER).derivedId());
        assertThat(retried.responseTopic()).isEqualTo("devices/pump-7/inference/a");
        assertThat(retried.correlation()).containsExactly(1, 0, -1);
        assertThat(retried.trace()).isEqualTo(Trip.TRACE);
        assertThat(retried.redelivered()).isTrue();
        assertThat(retried.arrival()).isBetween(before, System.nanoTime());
        assertThat(retried.deadline() - retried.arrival()).isEqualTo(3_600_000_000_000L);
    }

    @Test
    void aRetryThatTurnsOutBadInputIsRefusedAndDone() throws Exception {
        open(SETTINGS);
        rig.fate = envelope -> {
            throw new BadInput(ErrorCode.NOT_PROCESSED, "no more of that");
        };
        rig.setAside("pump-6", "bad", 6).get();

        await().atMost(LONG).until(() -> rig.deadLetters.size() == 1 && rig.spool().waitingRecords() == 0);
        assertThat(rig.deadLetters.get(0).getHeader("ce_errorcode")).isEqualTo("not-processed");
        assertThat(rig.answers).singleElement().asString().contains("not-processed");
    }

    @Test
    void anErrorAnswerThatCannotBeSentKeepsNoMessageFromTheDeadLetters() throws Exception {
        open(new RetrySettings(1, Duration.ofDays(1), 64 << 20));
        poison();
        rig.published = topic -> {
            throw new IllegalStateException("the broker refuses this topic");
        };
        rig.setAside("pump-6", "poison", 6).get();
        await().atMost(LONG).until(() -> {
            rig.someoneElseIsAnswered();
            return rig.deadLetters.size() == 1;
        });
        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
    }

    @Test
    void aRecordThatCannotBeReadIsADeadLetterAndThoseBehindItAreAnswered() throws Exception {
        open(SETTINGS);
        var template = rig.context.createProducerTemplate();
        template.sendBodyAndHeaders("spool:retries", "what is this",
                Map.of("topic", "devices/pump-6/telemetry", "qos", "many"));
        template.sendBody("spool:retries", "nor this");
        rig.setAside("pump-7", "good", 7).get();

        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        assertThat(rig.payloads()).containsExactly("good");
        await().atMost(LONG).until(() -> rig.deadLetters.size() == 2);
        assertThat(rig.deadLetters).extracting(letter -> letter.getBody(String.class)).containsExactlyInAnyOrder("what is this",
                "nor this");
    }

    @Test
    void whenTheDiskCannotTakeItSetAsideFailsAndTheMessageStaysWithItsSender() throws Exception {
        Path inTheWay = dir.resolve("file");
        Files.writeString(inTheWay, "");
        rig = new RetryRig(inTheWay, SETTINGS);
        var refused = rig.setAside("pump-7", "m", 7);

        assertThatThrownBy(() -> refused.get(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("cannot be used");
    }

    @Test
    void whenTheQueueIsFullSetAsideFailsAndWhatIsInItGoesOnBeingTried() throws Exception {
        open(new RetrySettings(5, Duration.ofDays(1), 20_000));
        var tries = new AtomicInteger();
        var gone = new AtomicBoolean(true);
        rig.fate = envelope -> {
            tries.incrementAndGet();
            if (gone.get()) {
                throw new ModelUnavailable("no version in service", null);
            }
        };
        int kept = 0;
        for (boolean full = false; !full;) {
            try {
                rig.setAside("pump-7", "m-" + kept, 1 + kept).get();
                kept++;
            } catch (ExecutionException e) {
                assertThat(e).hasStackTraceContaining("is full");
                full = true;
            }
        }
        int before = tries.get();
        int all = kept;
        await().atMost(LONG).until(() -> {
            rig.someoneElseIsAnswered();
            return tries.get() > before + 2 * all;
        });
        gone.set(false);
        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        assertThat(rig.payloads())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, all).mapToObj(n -> "m-" + n).toList());
    }

    @Test
    void oneDevicesPoisonBeyondItsPlacesGoesToTheDeadLettersAtOnce() throws Exception {
        open(new RetrySettings(1000, Duration.ofDays(1), 64 << 20));
        poison();
        rig.othersAreAnswered = true;
        for (int number = 0; number < 300; number++) {
            rig.setAside("pump-6", "poison-" + number, 1 + number).get();
        }
        assertThat(rig.spool().waitingRecords()).isLessThanOrEqualTo(256 + 16);
        await().atMost(LONG).until(() -> rig.deadLetters.size() >= 300 - 256 - 16);
    }

    @Test
    void retriesWaitOutAKill() throws Exception {
        Path log = dir.resolve("keeper.log");
        Path spool = dir.resolve("spool");
        ChildProcess keeper = ChildProcess.start("keeper",
                Java.withTestClasspath(List.of("-Xmx128m"), RetryRig.class.getName(), spool.toString()), Map.of(), log);
        keeper.await("kept 40", LONG, () -> kept(log).size() >= 40);
        keeper.kill();

        rig = new RetryRig(spool, SETTINGS);
        await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0 && rig.payloads().containsAll(kept(log)));
        assertThat(rig.processed).allMatch(Envelope::redelivered);
    }

    @Test
    void whatTheStepsSayToTheSpoolIsWhatTheSpoolReads() {
        assertThat(RetrySteps.PAUSE).isEqualTo(SpoolEndpoint.PAUSE);
        assertThat(DeadLetterSteps.REASON).isEqualTo(SpoolEndpoint.REASON);
    }

    private static List<String> kept(Path log) {
        try {
            return Files.readString(log).lines().filter(line -> line.matches("kept m-\\d+")).map(line -> line.substring(5))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
