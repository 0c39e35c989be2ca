package io.bactrian.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({"devices/+/telemetry, devices/p1/telemetry, true", "devices/+/telemetry, devices/p1/telemetry/x, false",
        "devices/+/telemetry, devices/telemetry, false", "devices/+/telemetry, devices//telemetry, true",
        "devices/+/telemetry, devices/p1/telemetr, false", "devices/+/telemetry, devices/p1, false", "a/#, a, true",
        "a/#, a/b/c, true", "a/#, ab, false", "#, a/b, true", "#, $SYS/x, false", "+/x, $SYS/x, false", "$SYS/#, $SYS/x, true",
        "$share/g/devices/+, devices/p1, true", "+, a, true", "+, a/b, false", "a/+, a/, true", "a, a/, false"})
    void matchesAsMqttSays(String filter, String topic, boolean matches) {
        assertThat(new TopicFilter(filter).matches(topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#/b", "a+/b", "a#", "$share/x", "$share//a"})
    void whatIsNoFilterIsRefused(String filter) {
        assertThatThrownBy(() -> new TopicFilter(filter)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(filter);
    }
}
