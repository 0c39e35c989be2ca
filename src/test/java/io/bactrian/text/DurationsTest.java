package io.bactrian.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"0ms,PT0S", "500us,PT0.0005S", "5ms,PT0.005S", "30s,PT30S", "15m,PT15M", "12h,PT12H", "30d,PT720H",
        "' 2 S ',PT2S"})
    void aNumberAndAUnitAreADuration(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "ms", "-1s", "1.5s", "1h30m", "PT5S", "5 weeks", "1234567890123s"})
    void anythingElseIsNamedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no duration; expected a number with us, ms, s, m, h or d");
    }

    @Test
    void theLongestFitsIntoNanoseconds() {
        assertThat(Durations.parse("36500d").toNanos()).isPositive();
        assertThat(Durations.parse("999999999999us")).isEqualTo(Duration.ofNanos(999_999_999_999_000L));
        assertThatThrownBy(() -> Durations.parse("36501d")).hasMessage("'36501d' is too long; expected at most 36500d");
        assertThatThrownBy(() -> Durations.parse("999999999999d")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30d", "36h", "90s", "61m", "1500ms", "7us", "0us"})
    void aDurationIsWrittenAsItIsRead(String text) {
        assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
    }
}
