package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RolloutSettingsTest {
    private static RolloutSettings with(double shadow, int messages, double agreement, double ratio, double canary) {
        return new RolloutSettings(Promote.GATED, shadow, messages, agreement, ratio, canary, 1, Duration.ZERO, 0, 5);
    }

    private static void assertRefused(String message, ThrowingCallable made) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void errorsNameTheKeyTheValueAndWhatIsExpected() {
        assertRefused("bactrian.rollout.shadow-share is 0.0, expected a share above 0 and at most 1",
                () -> with(0, 1, 1, 1, 0));
        assertRefused("gate.messages is 0", () -> with(1, 0, 1, 1, 0));
        assertRefused("gate.agreement is 1.1", () -> with(1, 1, 1.1, 1, 0));
        assertRefused("gate.latency-ratio is NaN", () -> with(1, 1, 1, Double.NaN, 0));
        assertRefused("canary-share is -0.1", () -> with(1, 1, 1, 1, -0.1));
    }

    @Test
    void theWordsForPromoteAreThoseOfTheConfiguration() {
        assertThat(Promote.of("manual")).isEqualTo(Promote.MANUAL);
        assertRefused("'later' is unknown; expected one of immediate, gated, manual", () -> Promote.of("later"));
    }
}
