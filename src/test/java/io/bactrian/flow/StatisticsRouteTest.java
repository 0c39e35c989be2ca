package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
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

import io.bactrian.kit.StubComponent;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.learn.ModelStatistics;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;
import io.bactrian.steps.StepRegistry;

/** The shipped route of statistics, over a spool on disk; Kafka is a stand-in. */
class StatisticsRouteTest {
    private static final ModelStatistics RECORD = new ModelStatistics("pump", "2", Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T12:01:00Z"), 60, 2, 1, 0, Map.of("normal", 60L), 0,
            new ModelStatistics.Values(60, 0.5, 0.1, 0.9, new double[]{1, 2, 3, 4, 5, 6, 7}), null, 0.87,
            new DriftMonitor.Summary(3, 1, 1.5));

    @TempDir
    Path dir;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final BlockingQueue<Message> kafka = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws Exception {
        var keys = new Properties();
        keys.putAll(Map.of("bactrian.statistics.topic", "bactrian.statistics", "kafka.bootstrap.servers", "nowhere:9092"));
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.setAutowiredEnabled(false);
        context.addComponent("kafka", StubComponent.kafka(kafka));
        context.getShutdownStrategy().setTimeout(2);
        context.getRegistry().bind("spool",
                new SpoolComponent(new Spools(new SpoolSettings(dir, 1L << 30, OverflowPolicy.BLOCK))));
        new StatisticsSteps(new NodeName("edge 7")).bind(new StepRegistry(context.getRegistry()));
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(
                        ResourceHelper.resolveMandatoryResource(context, "classpath:routes/statistics.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
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
    void aRecordGoesToKafkaWithWhatTheNodeDid() throws Exception {
        EventPublisher.statistics(context.createProducerTemplate()).accept(RECORD);

        Message record = kafka.poll(60, TimeUnit.SECONDS);
        assertThat(record.getHeader("kafka.KEY")).isEqualTo("edge 7");
        assertThat(record.getHeader("ce_type")).isEqualTo("io.bactrian.statistics.v1");
        assertThat(record.getHeader("ce_source")).isEqualTo("/nodes/edge%207");
        assertThat(record.getHeader("ce_time")).isEqualTo("2026-01-31T12:01:00Z");
        assertThat(record.getHeader("ce_id")).isEqualTo("edge 7-pump-2-1769860800000");
        assertThat(record.getBody(String.class)).isEqualTo(
                """
                {"id":"edge 7-pump-2-1769860800000","node":"edge 7","model":"pump","version":"2",\
                "from":"2026-01-31T12:00:00Z","to":"2026-01-31T12:01:00Z","answered":60,"warming":2,"failed":1,"notFinite":0,\
                "labels":{"normal":60},"unlabelled":0,"score":{"count":60,"mean":0.5,"least":0.1,"most":0.9,\
                "quantiles":{"0.01":1.0,"0.05":2.0,"0.25":3.0,"0.50":4.0,"0.75":5.0,"0.95":6.0,"0.99":7.0}},\
                "expectedAccuracy":0.87,"drift":{"groups":3,"drifting":1,"level":1.5}}""");
    }
}
