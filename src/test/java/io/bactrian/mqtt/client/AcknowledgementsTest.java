package io.bactrian.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.netty.handler.codec.mqtt.MqttProperties;

class AcknowledgementsTest {
    private final List<Integer> sent = new ArrayList<>();
    private final Acknowledgements acknowledgements = new Acknowledgements(sent::add);
    private final List<Delivery> messages = IntStream.rangeClosed(1, 5).mapToObj(AcknowledgementsTest::message).toList();

    private static Delivery message(int packetId) {
        return new Delivery(null, "t", new byte[0], 0, 1, packetId, false, MqttProperties.NO_PROPERTIES);
    }

    private void arrive() {
        messages.forEach(acknowledgements::arrived);
    }

    private void finish(int... ids) {
        IntStream.of(ids).forEach(id -> acknowledgements.finished(messages.get(id - 1)));
    }

    private void passOver(int id) {
        acknowledgements.passOver(messages.get(id - 1));
    }

    @Test
    void theyGoOutInTheOrderOfArrival() {
        arrive();
        finish(5, 3, 2, 4);
        assertThat(sent).isEmpty();
        finish(1);
        assertThat(sent).containsExactly(1, 2, 3, 4, 5);
        assertThat(acknowledgements.unacknowledged()).isZero();
    }

    @Test
    void whatIsPassedOverHoldsUpNoneAndIsAcknowledgedWhenItIsFinished() {
        arrive();
        passOver(1);
        finish(2, 3);
        assertThat(sent).containsExactly(2, 3);
        assertThat(acknowledgements.oldest().packetId()).isOne();
        finish(1);
        assertThat(sent).containsExactly(2, 3, 1);
        assertThat(acknowledgements.unacknowledged()).isEqualTo(2);
    }

    @Test
    void eachIsAcknowledgedOnceThoughItWasPassedOverBehindAnother() {
        arrive();
        passOver(3);
        finish(3, 3);
        assertThat(sent).containsExactly(3);
        finish(1, 2, 4, 5);
        assertThat(sent).containsExactly(3, 1, 2, 4, 5);
        assertThat(acknowledgements.unacknowledged()).isZero();
        assertThat(acknowledgements.oldest()).isNull();
    }
}
