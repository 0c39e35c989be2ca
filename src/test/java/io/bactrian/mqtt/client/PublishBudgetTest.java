package io.bactrian.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.netty.handler.codec.mqtt.MqttProperties;

class PublishBudgetTest {
    private static final byte[] LARGE = new byte[33 << 20];

    private static Publish publish(byte[] payload) {
        return new Publish(PublishBudgetTest.class, "t", payload, 1, false, MqttProperties.NO_PROPERTIES, null) {
            @Override
            protected void completed(Exception failure) {
                throw new AssertionError("not sent");
            }
        };
    }

    @Test
    void publishesOfTooManyBytesAreRefusedNamingBothBoundsUntilThereIsRoomAgain() throws Exception {
        PublishBudget budget = new PublishBudget(10);
        Publish first = publish(LARGE);
        budget.take(first);
        assertThatThrownBy(() -> budget.take(publish(LARGE))).isInstanceOf(MqttPublishException.class)
                .hasMessageContaining(first.size() + " bytes").hasMessageContaining("10 and 67108864 may");
        assertThat(budget.count()).isOne();
        budget.give(first);
        budget.take(publish(LARGE));
        assertThat(budget.count()).isOne();
    }

    @Test
    void oneAloneIsTakenHoweverLargeItIs() throws Exception {
        PublishBudget budget = new PublishBudget(10);
        budget.take(publish(new byte[65 << 20]));
        assertThat(budget.count()).isOne();
        assertThatThrownBy(() -> budget.take(publish(new byte[0]))).isInstanceOf(MqttPublishException.class);
    }

    @Test
    void tooManyAreRefusedHoweverSmallTheyAre() throws Exception {
        PublishBudget budget = new PublishBudget(2);
        budget.take(publish(new byte[0]));
        budget.take(publish(new byte[0]));
        assertThatThrownBy(() -> budget.take(publish(new byte[0]))).isInstanceOf(MqttPublishException.class)
                .hasMessageContaining("2 publishes wait");
        assertThat(budget.count()).isEqualTo(2);
    }
}
