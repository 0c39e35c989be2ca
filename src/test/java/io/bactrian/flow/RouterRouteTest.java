package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

import io.bactrian.http.ApiToken;
import io.bactrian.rollout.FakeControl;

/** The route of docs/control.md that hands what KubeEdge's rule router brings to control. */
class RouterRouteTest {
    private static final Pattern ROUTE = Pattern.compile("```yaml\n(- route:\n    id: router-promote\n.*?)```", Pattern.DOTALL);

    @Test
    void theTopicSaysWhichVersionIsPromoted() throws Exception {
        Matcher found = ROUTE.matcher(Files.readString(Path.of("docs/control.md")));
        assertThat(found.find()).isTrue();
        String route = found.group(1).replaceAll("uri: paho-mqtt5:.*", "uri: direct:in").replaceAll("      parameters: .*\n",
                "");
        FakeControl control = new FakeControl();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            new ControlSteps(control, ApiToken.NONE).bind(new StepRegistry(context.getRegistry()));
            for (var routes : PluginHelper.getRoutesLoader(context)
                    .findRoutesBuilders(ResourceHelper.fromString("control.camel.yaml", route))) {
                context.addRoutes(routes);
            }
            context.start();
            context.createProducerTemplate().requestBodyAndHeader("direct:in", "from the cloud", PahoMqtt5Constants.MQTT_TOPIC,
                    "bactrian/control/promote/pump/2");
        }

        assertThat(control.asked).startsWith("promote pump 2");
    }
}
