package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.StubComponent;
import io.bactrian.learn.DriftEvent;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;
import io.bactrian.steps.StepRegistry;

/** The shipped route of drift events, over spools on disk; Kafka and the way to the broker are stand-ins. */
class DriftRouteTest {
    private static final DriftEvent EVENT = new DriftEvent("pump", "2", "north", true, Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T11:57:00Z"), List.of(new DriftEvent.Channel("Pressure", 0.42123456789, 0.1, 1.5,
                    Double.POSITIVE_INFINITY, 3_600, new double[]{1, 2}, new double[]{0.25, 0.5, 0.25, 0},
                    new double[]{0, 0, 1, 0})),
            0.87);

    @TempDir
    Path dir;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final BlockingQueue<Message> kafka = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> broker = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws Exception {
        var keys = new Properties();
        keys.putAll(Map.of("bactrian.drift.topic", "bactrian.drift", "kafka.bootstrap.servers", "nowhere:9092"));
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.setAutowiredEnabled(false);
        context.addComponent("kafka", StubComponent.kafka(kafka));
        context.getShutdownStrategy().setTimeout(2);
        context.getRegistry().bind("spool",
                new SpoolComponent(new Spools(new SpoolSettings(dir, 1L << 30, OverflowPolicy.BLOCK))));
        new DriftSteps(DriftObserver.NONE).bind(new StepRegistry(context.getRegistry()));
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/drift.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("spool:events?batchSize=1").process(exchange -> StubComponent.takeBatch(exchange, broker));
                from("direct:undeliverable").log("${body}");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void anEventGoesToKafkaAndToTheModelsOwnTopic() throws Exception {
        EventPublisher.drift(context.createProducerTemplate()).accept(EVENT);

        Message record = kafka.poll(60, TimeUnit.SECONDS);
        assertThat(record.getHeader("kafka.KEY")).isEqualTo("pump");
        assertThat(record.getHeader("ce_type")).isEqualTo("io.bactrian.drift.v1");
        assertThat(record.getHeader("ce_source")).isEqualTo("/models/pump");
        assertThat(record.getHeader("ce_time")).isEqualTo("2026-01-31T12:00:00Z");
        Message published = broker.poll(60, TimeUnit.SECONDS);
        assertThat(published.getHeader("CamelPahoMqtt5OverrideTopic")).isEqualTo("bactrian/models/pump/events");
        assertThat(published.getHeaders()).doesNotContainKey("ce_type");
        JsonNode json = new ObjectMapper().readTree(record.getBody(byte[].class));
        assertThat(json).isEqualTo(new ObjectMapper().readTree(published.getBody(byte[].class)));
        assertThat(json.path("id").asText()).isEqualTo(record.getHeader("ce_id"));
        assertThat(json.path("event").asText()).isEqualTo("drift");
        assertThat(json.path("since").asText()).isEqualTo("2026-01-31T11:57:00Z");
        assertThat(json.path("group").asText()).isEqualTo("north");
        assertThat(json.path("reason").asText()).isEqualTo("beyond their limits: Pressure");
        assertThat(json.path("expectedAccuracy").asDouble()).isEqualTo(0.87);
        assertThat(json.path("channels")).hasSize(1);
        assertThat(json.at("/channels/0").toString()).isEqualTo("{\"name\":\"Pressure\",\"messages\":3600,\"ks\":0.421235,"
                + "\"ksLimit\":0.1,\"psi\":1.5,\"edges\":[1.0,2.0],\"reference\":[0.25,0.5,0.25,0.0],\"window\":[0.0,0.0,1.0,0.0]}");
    }
}
