package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.steps.StepRegistry;
import io.bactrian.twin.EdgeHub;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.Twins;

/** The shipped routes of twins, between a broker and a hub that answers as KubeEdge's was seen to. */
@ExpectedErrors({"io.bactrian.twin", "org.apache.camel"})
class TwinRouteTest {
    @Test
    void answersReachTheClusterAndRefusalsAreRead() throws Exception {
        assumeThat(MosquittoBroker.executable()).as("SKIPPED: no mosquitto; install it (apt-get install mosquitto)")
                .isPresent();
        EdgeHub hub = new EdgeHub(Set.of("default/pump-1"));
        Twins twins = new Twins(new TwinSettings(Pattern.compile(".*"), "inference-", "default", Duration.ofSeconds(1)),
                System::nanoTime);
        try (MosquittoBroker broker = new MosquittoBroker(); DefaultCamelContext context = new DefaultCamelContext()) {
            broker.start();
            Mqtt5AsyncClient edge = Mqtt5Client.builder().serverHost("127.0.0.1")
                    .serverPort(java.net.URI.create(broker.url()).getPort()).buildAsync();
            edge.connect().join();
            edge.publishes(MqttGlobalPublishFilter.ALL,
                    update -> hub.answer(update.getTopic().toString(), update.getPayloadAsBytes())
                            .ifPresent(result -> edge.publishWith().topic(result.topic()).payload(result.payload()).send()));
            edge.subscribeWith().topicFilter("$hw/events/device/+/+/twin/update").send().join();
            context.getRegistry().bind("paho-mqtt5", new MqttComponent(broker.url(), "rig"));
            Trip.twins(twins).bind(new StepRegistry(context.getRegistry()));
            for (var routes : PluginHelper.getRoutesLoader(context)
                    .findRoutesBuilders(
                            ResourceHelper.resolveMandatoryResource(context, "classpath:routes/twins.camel.yaml"))) {
                context.addRoutes(routes);
            }
            context.start();

            twins.answered("default/pump-1", "anomaly", 2.5, "3");
            twins.answered("default/ghost", "anomaly", 2.5, "3");

            await().atMost(Patience.LONG).untilAsserted(() -> assertThat(hub.inCluster("default/pump-1")).isEqualTo(
                    Map.of("inference-label", "anomaly", "inference-score", "2.5", "inference-version", "3")));
            await().atMost(Patience.LONG)
                    .untilAsserted(() -> assertThat(twins.problems().get("default/ghost")).startsWith("404"));
            edge.disconnect().join();
        }
    }
}
