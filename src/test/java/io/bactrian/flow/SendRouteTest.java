package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.time.Duration;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.mqtt.client.PublishRefusedException;
import io.bactrian.telemetry.Envelope;

/** Where the shipped route sends an answer, and where it sends what the broker refuses. */
class SendRouteTest {
    @TempDir
    Path dir;
    private RetryRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new RetryRig(dir, new RetrySettings(5, Duration.ofDays(1), 64 << 20));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void anAnswerGoesWhereTheDeviceAsksForItWhateverTopicWasSetBefore() {
        assertThat(send("devices/pump-7/mine", "pump-7").getException()).isNull();
        assertThat(send(null, null).getException()).isNull();

        assertThat(rig.answers).containsExactly("devices/pump-7/mine an answer", "devices/pump-7/inference an answer");
    }

    @Test
    void anAnswerThatTheBrokerRefusesThereGoesToTheInferenceTopic() {
        refuse("devices/pump-7/mine");

        assertThat(send("devices/pump-7/mine", "pump-7").getException()).isNull();
        assertThat(rig.answers).containsExactly("devices/pump-7/inference an answer");
    }

    @Test
    void anAnswerInWhichTheDeviceChoseNothingIsRefusedToItsRoute() {
        refuse("devices/pump-7/inference");

        assertThat(send(null, null).getException()).isInstanceOf(PublishRefusedException.class);
        assertThat(rig.answers).isEmpty();
    }

    private Exchange send(String responseTopic, String origin) {
        Processor fill = exchange -> {
            MessageContext.begin(exchange, new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0], 1, false, 0,
                    responseTopic, null, Envelope.NEVER));
            exchange.getMessage().setHeader("CamelPahoMqtt5OverrideTopic", "left/over");
            exchange.getMessage().setHeader(MqttHeaders.ORIGIN, origin);
            exchange.getMessage().setBody("an answer");
        };
        return rig.context.createProducerTemplate().send("direct:send", fill);
    }

    private void refuse(String refused) {
        rig.published = topic -> {
            if (topic.equals(refused)) {
                throw refusal(topic);
            }
        };
    }

    private static PublishRefusedException refusal(String topic) {
        try {
            Constructor<PublishRefusedException> constructor = PublishRefusedException.class
                    .getDeclaredConstructor(String.class, String.class, int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(topic, "not authorized", 0x87);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
