package io.bactrian.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;

class ReplyAddressTest {
    private final ReplyAddress address = new ReplyAddress(
            new DeviceTopics("devices/+/telemetry", "devices/{device}/inference", Pattern.compile(".+")));

    @Test
    void withoutAResponseTopicTheAnswerGoesToTheInferenceTopicOfTheDevice() {
        assertThat(address.of(asking(null))).isEqualTo("devices/pump-7/inference");
        assertThat(address.refused()).isZero();
    }

    @Test
    void aResponseTopicBelowTheDevicesOwnLevelIsHonoured() {
        assertThat(address.of(asking("devices/pump-7/mine/1"))).isEqualTo("devices/pump-7/mine/1");
        assertThat(address.refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices/pump-8/inference", "devices/pump-70/inference", "devices/pump-7", "devices/pump-7/#",
        "devices/pump-7/+", "devices/pump-7/a\0b", "$SYS/broker", "",
        "devices/pump-7/telemetry", "devices/pump-7/a//b", "devices/pump-7/a/", "devices/pump-7/a\ufffe",
        "devices/pump-7/\ud800",
        "devices/pump-7/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"})
    void anyOtherResponseTopicIsRefusedAndCountedEachTime(String topic) {
        assertThat(address.of(asking(topic))).isEqualTo("devices/pump-7/inference");
        assertThat(address.of(asking(topic))).isEqualTo("devices/pump-7/inference");
        assertThat(address.refused()).isEqualTo(2);
    }

    private static Envelope asking(String responseTopic) {
        return new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0], 1, false, 0, responseTopic, null,
                Envelope.NEVER);
    }
}
