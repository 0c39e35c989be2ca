package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftSettingsTest {
    @ParameterizedTest
    @CsvSource({"60, 1, 10, 1", "60, 7, 10, 1", "1440, 3, 66, 2"})
    void whatAllComparisonsOfAModelInAMonthMayFindWronglyTogetherIsWhatIsAccepted(int minutes, int groups, int channels,
            double falseAlarms) {
        DriftSettings settings = new DriftSettings(Duration.ofMinutes(minutes), 2_000, falseAlarms, true);
        double comparisons = 30.0 * 24 * 60 / minutes * DriftSettings.PANES * groups * channels;

        assertThat(settings.alpha(groups, channels) * comparisons).isCloseTo(falseAlarms, within(1e-9));
    }
}
