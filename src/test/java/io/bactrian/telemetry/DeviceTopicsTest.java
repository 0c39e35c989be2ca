package io.bactrian.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTopicsTest {
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9-]+");

    private final DeviceTopics topics = new DeviceTopics("devices/+/telemetry", "devices/{device}/inference", NAMES);

    @Test
    void aNameMayHaveTwoLevels() {
        DeviceTopics two = new DeviceTopics("$share/edge/devices/+/+/telemetry", "devices/{device}/inference", NAMES, 2);

        assertThat(two.device("devices/default/pump-7/telemetry")).isEqualTo("default/pump-7");
        assertThat(two.device("devices/default/pump-7")).isEqualTo("default/pump-7");
        assertThat(two.device("devices/default")).isEmpty();
        assertThat(two.device("devices")).isEmpty();
        assertThat(two.inference("default/pump-7")).isEqualTo("devices/default/pump-7/inference");
        assertThat(two.owns("default/pump-7", "devices/default/pump-7/mine")).isTrue();
        assertThat(two.owns("default/pump-7", "devices/default/pump-8/mine")).isFalse();
        assertThat(two.owns("default/pump-7", "devices/default/pump-7/telemetry")).isFalse();
        two.check("default/pump-7", "1");
        for (String odd : List.of("default", "default/", "/pump", "default/a b", "default/a/b")) {
            assertThatThrownBy(() -> two.check(odd, "1")).as(odd).hasMessageContaining("each level of a device's name matches");
        }
        assertThatThrownBy(() -> new DeviceTopics("devices/+/x/+/telemetry", "devices/{device}/inference", NAMES, 2))
                .hasMessageContaining("no two levels '+/+'");
    }

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
        assertThatThrownBy(() -> topics.check(name, "id")).isInstanceOf(BadInput.class)
                .hasMessageContaining("'" + name.replace('\u0007', '\ufffd') + "'");
    }

    @Test
    void noNameIsLongOrInvisibleWhateverNamesMayBe() {
        DeviceTopics any = new DeviceTopics("devices/+/telemetry", "devices/{device}/inference", Pattern.compile("(?s).*"));

        assertThatCode(() -> any.check("ä".repeat(128), "id")).doesNotThrowAnyException();
        for (String name : List.of("ä".repeat(129), "a".repeat(60_000), "a\0", "a\nb", "\u0085", "\uffff", "\ud800",
                "\ufeff")) {
            assertThatThrownBy(() -> any.check(name, "id")).isInstanceOf(BadInput.class)
                    .hasMessageContaining("rename the device")
                    .extracting(e -> e.getMessage().length()).asInstanceOf(InstanceOfAssertFactories.INTEGER).isLessThan(300);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u0001", "\n", "\u007f", "\u0085", "\ufffe", "\uffff", "\ufdd0", "\ud83f\udffe", "\ud800",
        "\udc00",
        "\ufeff", "\u2028", "a//b", "/a", "a/", "a/+", "a#", "+", "#"})
    void aTopicOfOddCharactersOrEmptyLevelsIsNobodys(String below) {
        assertThat(topics.owns("pump-1", "devices/pump-1/" + below)).isFalse();
        assertThat(topics.owns("pump-1", "devices/pump-1/x/" + below + "/y")).isFalse();
    }

    @Test
    void aTopicHasAtMostSixteenLevelsBelowTheDeviceAnd512Bytes() {
        String own = "devices/pump-1/";

        assertThat(topics.owns("pump-1", own + "x" + "/x".repeat(15))).isTrue();
        assertThat(topics.owns("pump-1", own + "x" + "/x".repeat(16))).isFalse();
        assertThat(topics.owns("pump-1", own + "x" + "/x".repeat(249))).isFalse();
        assertThat(topics.owns("pump-1", own + "x".repeat(512 - own.length()))).isTrue();
        assertThat(topics.owns("pump-1", own + "x".repeat(513 - own.length()))).isFalse();
        assertThat(topics.owns("pump-1", own + "ä".repeat(248))).isTrue();
        assertThat(topics.owns("pump-1", own + "ä".repeat(249))).isFalse();
        assertThat(topics.owns("pump-1", own + "😀 é")).isTrue();
    }

    @Test
    void anAnswerDoesNotComeBackAsTelemetry() {
        assertThat(topics.owns("pump-1", "devices/pump-1/telemetry")).isFalse();
        assertThat(topics.owns("pump-1", "devices/pump-1/telemetry/x")).isTrue();
        DeviceTopics deep = new DeviceTopics("$share/g/devices/+/up/#", "devices/{device}/inference", NAMES);
        assertThat(deep.owns("pump-1", "devices/pump-1/up")).isFalse();
        assertThat(deep.owns("pump-1", "devices/pump-1/up/1/2")).isFalse();
        assertThat(deep.owns("pump-1", "devices/pump-1/upper")).isTrue();
    }
}
