package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.http.AnswerStreams;
import io.bactrian.telemetry.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class NotExpiredTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReplySteps steps = new ReplySteps(Trip.TOPICS, new FlowMeters(meters), null, Trip.NO_TWINS,
            DriftObserver.NONE, new AnswerStreams(10), Trip.NO_DEVICES);

    @Test
    void aMessageWithoutExpiryIsWaitedForEver() {
        assertThat(steps.notExpired(due(Envelope.NEVER))).isTrue();
        assertThat(expired()).isZero();
    }

    @Test
    void beforeItsExpiryAMessageIsWaitedFor() {
        assertThat(steps.notExpired(due(System.nanoTime() + TimeUnit.HOURS.toNanos(1)))).isTrue();
        assertThat(expired()).isZero();
    }

    @Test
    void afterItsExpiryItIsNotAndThatIsCounted() {
        assertThat(steps.notExpired(due(System.nanoTime() - 1))).isFalse();
        assertThat(expired()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1, Long.MIN_VALUE, 0, -1})
    void theClockMayWrapAround(long now) {
        assertThat(Trip.envelope(new byte[0], null, now + 1_000).expired(now)).isFalse();
        assertThat(Trip.envelope(new byte[0], null, now - 1_000).expired(now)).isTrue();
    }

    private static Exchange due(long deadline) {
        Exchange exchange = Trip.exchange();
        MessageContext.begin(exchange, Trip.envelope(new byte[0], null, deadline));
        return exchange;
    }

    private double expired() {
        return meters.counter("bactrian.answers.expired").count();
    }
}
