package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.bactrian.flow.NodeName;
import io.bactrian.spans.MessageTracer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class TracesTest {
    private static Settings settings() throws IOException {
        return Settings.read(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(TracesTest.class.getResource("/application.properties"))).build());
    }

    @Test
    void whereThereIsNoCollectorEachMessageFindsATracerAtOnceThatDoesNothing() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Traces traces = new Traces(settings(), new NodeName("node"), new PeriodicTasks(registry), registry);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            traces.bind(null, context);

            assertThat(context.getCamelContextExtension().getContextPlugin(MessageTracer.class)).isSameAs(MessageTracer.NONE);
        }
    }
}
