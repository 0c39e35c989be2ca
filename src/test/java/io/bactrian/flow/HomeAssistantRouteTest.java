package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import io.bactrian.homeassistant.Discovery;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.steps.StepRegistry;

/** The shipped routes for Home Assistant, with a broker. */
@ExpectedErrors({"io.bactrian.homeassistant", "org.apache.camel", "io.bactrian.mqtt"})
class HomeAssistantRouteTest {
    private static final Manifest MODEL = Manifests.of("pumps", "1", 1, List.of("score"),
            new Manifest.Answer("score", null, null, List.of("normal", "anomaly"), Map.of(), 2), "a");

    private final MosquittoBroker broker = MosquittoBroker.orSkip();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Discovery discovery = new Discovery(true, "homeassistant", Trip.TOPICS::inference, System::nanoTime);
    private final Map<String, String> retained = new ConcurrentHashMap<>();

    private void start() throws Exception {
        broker.start();
        Properties properties = new Properties();
        properties.put("bactrian.home-assistant.prefix", "homeassistant");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getRegistry().bind("paho-mqtt5", new MqttComponent(broker.url(), "rig"));
        new HomeAssistantSteps(discovery).bind(new StepRegistry(context.getRegistry()));
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.resolveMandatoryResource(context, "classpath:routes/home-assistant.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        broker.close();
    }

    @Test
    void devicesAreAnnouncedWithRetainedMessagesAndAgainWhenHomeAssistantHasStarted() throws Exception {
        start();
        discovery.answered("pump-1", MODEL);
        discovery.answered("pump-2", MODEL);
        await().atMost(Patience.LONG).until(() -> discovery.taken() == 4);

        Mqtt5AsyncClient assistant = Mqtt5Client.builder().serverHost("127.0.0.1")
                .serverPort(URI.create(broker.url()).getPort()).buildAsync();
        assistant.connect().join();
        assistant.publishes(MqttGlobalPublishFilter.ALL, config -> {
            if (config.isRetain()) {
                retained.put(config.getTopic().toString(), new String(config.getPayloadAsBytes()));
            }
        });
        assistant.subscribeWith().topicFilter("homeassistant/sensor/+/+/config").send().join();
        await().atMost(Patience.LONG).until(() -> retained.size() == 4);
        assertThat(retained.get("homeassistant/sensor/bactrian_pump-2/label/config"))
                .contains("\"state_topic\":\"devices/pump-2/inference\"");

        await().atMost(Patience.LONG).until(() -> {
            assistant.publishWith().topic("homeassistant/status").payload("online".getBytes()).send().join();
            return discovery.taken() >= 8;
        });
        assertThat(discovery.failures()).isZero();
        assistant.disconnect().join();
    }

    @Test
    void oneThatTheBrokerRefusesKeepsNoOtherWaiting() throws Exception {
        broker.accessControl("topic readwrite #\ntopic deny homeassistant/sensor/bactrian_refused/+/config\n");
        start();
        discovery.answered("refused", MODEL);
        discovery.answered("pump-1", MODEL);

        await().atMost(Patience.LONG).until(() -> discovery.taken() == 2 && discovery.failures() == 2);
        assertThat(discovery.problem()).contains("refused: ");
        assertThat(discovery.waiting()).isEqualTo(2);
    }
}
