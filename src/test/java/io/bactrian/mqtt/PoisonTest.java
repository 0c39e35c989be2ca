package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.mqtt.client.PublishRefusedException;

/** One publish that Mosquitto does not take, in the midst of many that it takes. */
@ExpectedErrors("io.bactrian.mqtt")
class PoisonTest {
    private MosquittoBroker broker;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        at(MosquittoBroker.startedOrSkip("message_size_limit 50000"));
    }

    private void at(MosquittoBroker started) throws Exception {
        broker = started;
        rig = Rig.of(broker).start(BrokerAnswersTest.publish());
        eventually(rig::connected);
    }

    @AfterEach
    void stop() {
        if (rig != null) {
            rig.close();
            broker.close();
        }
    }

    private CompletableFuture<Exchange> send(String topic, byte[] body, MqttProperties properties) {
        Exchange exchange = rig.camel.getEndpoint("direct:publish").createExchange();
        exchange.getIn().setBody(body);
        exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic);
        exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        rig.producer("direct:publish").process(exchange, sync -> done.complete(exchange));
        return done;
    }

    private void refusedAmongOthers(String topic, byte[] body, MqttProperties properties) {
        List<CompletableFuture<Exchange>> before = others();
        CompletableFuture<Exchange> poison = send(topic, body, properties);
        List<CompletableFuture<Exchange>> after = others();
        assertThat(Patience.join(poison).getException()).isInstanceOf(PublishRefusedException.class);
        assertThat(before).allSatisfy(PoisonTest::taken);
        assertThat(after).allSatisfy(PoisonTest::taken);
    }

    private List<CompletableFuture<Exchange>> others() {
        return IntStream.range(0, 300).mapToObj(i -> send("good/" + i, new byte[100], null)).toList();
    }

    private static void taken(CompletableFuture<Exchange> done) {
        assertThat(Patience.join(done).getException()).isNull();
    }

    @Test
    void aTopicOfMoreLevelsThanMosquittoTakes() {
        refusedAmongOthers("devices/pump-7" + "/x".repeat(250), new byte[10], null);
        assertThat(rig.mqtt.getCounters().isolated()).isOne();
    }

    @Test
    void aMessageLargerThanItsSizeLimit() {
        refusedAmongOthers("large", new byte[60_000], null);
        assertThat(rig.mqtt.getCounters().isolated()).as("its topic is not to blame").isZero();
    }

    @Test
    void correlationDataThatMakesThePacketTooLargeForTheBroker() throws Exception {
        stop();
        at(MosquittoBroker.startedOrSkip("max_packet_size 2000"));
        MqttProperties properties = new MqttProperties();
        properties.setCorrelationData(new byte[1_900]);
        refusedAmongOthers("answers", new byte[200], properties);
        assertThat(rig.mqtt.getCounters().reconnects()).isZero();
    }
}
