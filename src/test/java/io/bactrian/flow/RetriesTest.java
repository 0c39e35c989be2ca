package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.flow.ProcessClock.Moment;
import io.bactrian.model.ModelUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Whose failure it was. */
class RetriesTest {
    private static final Exception IN_A_STEP = new IllegalStateException("in a step");

    private long nanos = 1_000_000_000L;
    private final ProcessClock clock = new ProcessClock(() -> nanos, Clock.systemUTC());
    private final Retries retries = new Retries(new RetrySettings(2, Duration.ofMinutes(10), 1 << 20),
            ModelUnavailable.class::isInstance, clock, new FlowMeters(new SimpleMeterRegistry()));

    private SetAsideMessage message() {
        return message(10);
    }

    private SetAsideMessage message(int bytes) {
        Moment now = clock.now();
        return new SetAsideMessage("devices/pump-6/telemetry", new byte[bytes], bytes, 1, 7, null, now, now, now, 0,
                "in a step",
                false);
    }

    private void later(long millis) {
        nanos += millis * 1_000_000;
    }

    private SetAsideMessage fails(SetAsideMessage message, Throwable cause) {
        later(10);
        return retries.failed("pump-6", message, cause).message();
    }

    private void someoneElseIsAnswered() {
        later(10);
        retries.answered();
    }

    @Test
    void aTryCountsOnlyWhenAnotherMessageWasAnsweredSinceTheLast() {
        SetAsideMessage message = fails(message(), IN_A_STEP);
        assertThat(message.tries()).isZero();
        someoneElseIsAnswered();
        message = fails(message, IN_A_STEP);
        assertThat(message.tries()).isEqualTo(1);
        message = fails(message, IN_A_STEP);
        assertThat(message.tries()).isEqualTo(1);
        someoneElseIsAnswered();
        message = fails(message, IN_A_STEP);
        assertThat(retries.exhausted(message)).isTrue();
    }

    @Test
    void aKnownFailureOfTheServiceNeverCounts() {
        SetAsideMessage message = message();
        for (int i = 0; i < 100; i++) {
            someoneElseIsAnswered();
            message = fails(message, new ModelUnavailable("none in service", null));
        }
        assertThat(message.tries()).isZero();
        assertThat(retries.exhausted(message)).isFalse();
    }

    @Test
    void ageEndsItWhateverCounts() {
        SetAsideMessage message = message();
        later(600_001);
        assertThat(retries.exhausted(message)).isTrue();
    }

    @Test
    void aDeviceHasNoPlaceBeyond256UntilOneOfItsMessagesLeavesAndOthersAreNotTouched() {
        SetAsideMessage message = message();
        someoneElseIsAnswered();
        for (int i = 0; i < 256; i++) {
            assertThat(retries.setAside("pump-6", message, IN_A_STEP).over()).isFalse();
            retries.waits("pump-6");
        }
        SetAsideMessage beyond = retries.setAside("pump-6", message, IN_A_STEP);
        assertThat(beyond.error()).contains("256 messages that failed already");
        assertThat(retries.exhausted(beyond)).isTrue();
        assertThat(retries.setAside("pump-7", message, IN_A_STEP).over()).isFalse();
        assertThat(retries.setAside("pump-6", message, new ModelUnavailable("none in service", null)).over()).isFalse();
        retries.left("pump-6");
        assertThat(retries.setAside("pump-6", message, IN_A_STEP).over()).isFalse();
    }

    @Test
    void aMessageOfMoreThanHalfTheRoomIsNotKeptForRetries() {
        SetAsideMessage fits = message((1 << 20) / 2);
        assertThat(retries.setAside("pump-6", fits, IN_A_STEP).over()).isFalse();
        SetAsideMessage larger = retries.setAside("pump-6", message((1 << 20) / 2 + 1), IN_A_STEP);
        assertThat(larger.error()).contains("too large to be kept for retries");
        assertThat(retries.exhausted(larger)).isTrue();
    }

    @Test
    void whileTheServiceFailsTriesBecomeRareAndSomeonesAnswerMakesThemFrequentAgain() {
        var pace = new Retries.Pace();
        long now = 0;
        long pause = 0;
        for (int i = 0; i < 20; i++) {
            pause = pace.service(now, Long.MIN_VALUE);
            assertThat(pace.service(now, Long.MIN_VALUE)).isEqualTo(pause);
            now += pause * 1_000_000;
        }
        assertThat(pause).isEqualTo(15_000);
        assertThat(pace.service(now, now)).isEqualTo(250);
    }

    @Test
    void aMomentOfAnEarlierProcessLiesBeforeThisOnesStart() {
        var earlier = new ProcessClock(() -> 77_000_000_000_000L, Clock.systemUTC());
        assertThat(clock.nanos(earlier.now())).isLessThanOrEqualTo(1_000_000_000L);
        assertThat(clock.nanos(Moment.parse(clock.now().toString()))).isEqualTo(nanos);
    }
}
