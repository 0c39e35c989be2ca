package io.bactrian.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MqttComponentTest {
    private final MqttComponent component = new MqttComponent("tcp://127.0.0.1:1", "x");

    @Test
    void messagesInFlightTakeAtMostAQuarterOfTheHeap() {
        component.setMaxPayloadBytes(16 << 20);

        assertThat(component.limitReceiveMaximum(1000, 1L << 30)).isBetween(14, 16)
                .isEqualTo(component.getConfiguration().getReceiveMaximum());
        assertThat(component.limitReceiveMaximum(1000, 1L << 20)).isOne();
    }

    @Test
    void whatFitsIsAsAsked() {
        component.setMaxPayloadBytes(256 << 10);

        assertThat(component.limitReceiveMaximum(600, 1L << 30)).isEqualTo(600);
    }
}
