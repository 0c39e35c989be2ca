package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ProcessorEndpoint;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/** The example of docs/routes.md does what the document says, in YAML and in Java; broker, model, reply and sample are stand-ins. */
@ExpectedErrors("com.networknt")
class RouteDocsTest {
    private static final Path DOCUMENT = Path.of("docs/routes.md");
    private static final Path SOURCE = Path.of("src/test/java/io/bactrian/ops/RouteDocsTest.java");
    private static final Manifest MODEL = Manifests.of("pump", "1", 1, "flow");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Broker broker = new Broker();
    private final List<Object> order = new ArrayList<>();

    @BeforeEach
    void standIns() throws Exception {
        context.addComponent("paho-mqtt5", broker);
        context.addComponent("infer", new Model());
        context.getRegistry().bind("decode", (Processor) exchange -> {
        });
        context.getRegistry().bind("enrich", (Processor) RouteDocsTest::enrich);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:reply").process(exchange -> {
                    order.add("reply");
                    exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, "devices/p1/inference");
                    exchange.getMessage().setBody("an answer".getBytes(StandardCharsets.UTF_8));
                });
                from("direct:sample").process(exchange -> order.add("sample"));
                from("direct:refuse").process(exchange -> order.add("refuse"));
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void theYamlFollowsCamelsOwnSchema() throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(RouteDocsTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

        assertThat(schema.validate(new YAMLMapper().readTree(block("yaml")))).isEmpty();
    }

    @Test
    void theYamlRaisesAnAlertAboveTheThresholdOnly() throws Exception {
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.fromString("lab.camel.yaml", block("yaml")))) {
            context.addRoutes(routes);
        }
        raisesAnAlertAboveTheThresholdOnly();
    }

    @Test
    void theJavaRaisesAnAlertAboveTheThresholdOnlyAndRefusesBadInput() throws Exception {
        context.addRoutes(new LabRoute());
        raisesAnAlertAboveTheThresholdOnly();

        order.clear();
        assertThat(broker.deliver("bad").getException()).isNull();
        assertThat(order).containsExactly("refuse");
    }

    @Test
    void theJavaOfTheDocumentIsTheOneTestedHere() throws IOException {
        assertThat(bare(Files.readString(SOURCE))).contains(bare(block("java").replace("public class", "public static class")));
    }

    private void raisesAnAlertAboveTheThresholdOnly() throws Exception {
        context.start();
        assertThat(broker.subscribed).isEqualTo("lab/+/telemetry");
        for (String said : List.of("warming", "0.5", "2.0", "2.5", "17.0")) {
            order.clear();
            assertThat(broker.deliver(said).getException()).isNull();
            boolean alert = said.equals("2.5") || said.equals("17.0");
            assertThat(order).as(said).isEqualTo(alert
                    ? List.of("reply", "sample", "alerts {\"device\":\"p1\",\"score\":" + said + "}")
                    : List.of("reply", "sample"));
        }
    }

    private static void enrich(Exchange exchange) {
        String said = exchange.getMessage().getBody(String.class);
        if (said.equals("bad")) {
            throw new BadInput(ErrorCode.NOT_JSON, "not JSON");
        }
        double[] data = said.equals("warming") ? null : new double[]{Float.parseFloat(said)};
        var envelope = new Envelope("p1", "lab/p1/telemetry", new byte[0], 1, false, 0, null, null, Envelope.NEVER);
        exchange.getMessage().setBody(new Enriched(new Telemetry(envelope, "1", 0, null, new double[0], null, null, false),
                new DeviceProfile("pump", null, null), MODEL, data, null, 1, null));
    }

    private static void infer(Exchange exchange) {
        var question = exchange.getMessage().getBody(Enriched.class);
        if (!question.warming()) {
            var score = new ModelOutput.Tensor("score", Datatype.FP32, new double[]{question.data()[0]});
            exchange.getMessage().setBody(new ModelOutput(question, MODEL, List.of(score)));
        }
    }

    private static String block(String language) throws IOException {
        String text = Files.readString(DOCUMENT);
        int start = text.indexOf("```" + language + "\n") + language.length() + 4;
        return text.substring(start, text.indexOf("\n```", start));
    }

    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** Telemetry of the laboratory's pumps; a score above 2 is an alert. */
    public static class LabRoute extends RouteBuilder {
        @Override
        public void configure() {
            onException(BadInput.class).handled(true).to("direct:refuse");
            from("paho-mqtt5:lab/+/telemetry?qos=1&cleanStart=false&manualAcksEnabled=true").routeId("lab")
                    .process("decode")
                    .process("enrich")
                    .to("infer:device-model")
                    .filter(simple("${body} is 'io.bactrian.model.ModelOutput' && ${body.score} > 2.0"))
                    .setProperty("alert", simple("{\"device\":\"${body.input.telemetry.device}\",\"score\":${body.score}}"))
                    .end()
                    .to("direct:reply")
                    .to("direct:sample")
                    .filter(simple("${exchangeProperty.alert} != null"))
                    .removeHeaders("*")
                    .setBody(exchangeProperty("alert"))
                    .to("paho-mqtt5:alerts?qos=1")
                    .end();
        }
    }

    /** Stands in for the models. */
    private static final class Model extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
            return new ProcessorEndpoint(uri, this, RouteDocsTest::infer);
        }
    }

    /** Stands in for the broker: delivers to the one consumer, and writes down what is published. */
    private final class Broker extends DefaultComponent {
        private String subscribed;
        private Processor consumer;

        Exchange deliver(String body) throws Exception {
            Exchange exchange = context.getEndpoint("direct:reply").createExchange();
            exchange.getMessage().setBody(body);
            consumer.process(exchange);
            return exchange;
        }

        @Override
        protected Endpoint createEndpoint(String uri, String topic, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            order.add(exchange.getMessage().getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic,
                                    String.class) + " " + exchange.getMessage().getBody(String.class));
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    subscribed = topic;
                    consumer = processor;
                    return new DefaultConsumer(this, processor);
                }
            };
        }
    }
}
