package io.bactrian.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTopicsTest {
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9-]+");

    private final DeviceTopics topics = new DeviceTopics("devices/+/telemetry", "devices/{device}/inference", NAMES);

    @Test
    void theDeviceIsTheLevelWhereTheFilterHasItsFirstPlus() {
        assertThat(topics.device("devices/pump-1/telemetry")).isEqualTo("pump-1");
        assertThat(topics.device("devices//telemetry")).isEmpty();
        assertThat(new DeviceTopics("$share/edge/site/a/+/up/#", "x/{device}", NAMES).device("site/a/p/up/1")).isEqualTo("p");
        assertThat(topics.inference("pump-1")).isEqualTo("devices/pump-1/inference");
    }

    @Test
    void aFilterWithoutAPlaceForTheDeviceIsRefused() {
        assertThatThrownBy(() -> new DeviceTopics("devices/telemetry", "devices/{device}/inference", NAMES))
                .hasMessageContaining("devices/telemetry").hasMessageContaining("+");
        assertThatThrownBy(() -> new DeviceTopics("devices/{device}/telemetry", "devices/{device}/inference", NAMES))
                .hasMessageContaining("+");
        assertThatThrownBy(() -> new DeviceTopics("+/telemetry", "answers", NAMES)).hasMessageContaining("{device}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices/pump-1/reply", "devices/pump-1/a/b"})
    void aDeviceOwnsWhatIsBelowItsLevel(String topic) {
        assertThat(topics.owns("pump-1", topic)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices/pump-2/reply", "devices/pump-10/reply", "devices/pump-1", "devices/pump-1/", "$SYS/x",
        "$share/a/devices/pump-1/x", "devices/pump-1/#", "devices/pump-1/+/x", "", "/devices/pump-1/x"})
    void aDeviceOwnsNothingElse(String topic) {
        assertThat(topics.owns("pump-1", topic)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pump 1", "pümp", "$SYS", "a\u0007", "{x}"})
    void oddNamesAreRefused(String name) {
        assertThatThrownBy(() -> topics.check(name, "id")).isInstanceOf(BadInput.class).hasMessageContaining("'" + name + "'");
    }
}
