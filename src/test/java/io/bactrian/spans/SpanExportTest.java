package io.bactrian.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.FakeCollector;
import io.bactrian.kit.Ports;
import io.bactrian.kit.StubComponent;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.trace.TraceContext;

/** Spans of routes, at a collector. */
@ExpectedErrors({"io.bactrian.spans", "io.opentelemetry", "org.apache.camel"})
class SpanExportTest {
    private static final TraceContext PARENT = TraceContext.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "a=1");
    private static final Map<String, String> RESOURCE = Map.of("service.name", "bactrian", "service.instance.id", "edge-1");

    private final FakeCollector collector = new FakeCollector();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private SpanExport export;
    private TraceContext own;

    @AfterEach
    void stop() {
        context.stop();
        export.close();
        collector.close();
    }

    private void start(String endpoint) throws Exception {
        TraceSettings settings = new TraceSettings(endpoint, 0, 100, RESOURCE, "devices/+/telemetry",
                "devices/{device}/inference");
        export = new SpanExport(settings);
        context.getCamelContextExtension().addContextPlugin(MessageTracer.class, new MessageSpans(export, settings));
        context.getCamelContextExtension().addInterceptStrategy(new RouteSpans(export, settings));
        context.setAutowiredEnabled(false);
        for (String scheme : List.of("infer", "spool", "paho-mqtt5", "kafka")) {
            context.addComponent(scheme, new StubComponent((address, exchange) -> {
            }));
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").process(exchange -> own = MessageTracer.begin(exchange, Way.MQTT,
                        exchange.getMessage().getHeader("parent", TraceContext.class), System.nanoTime(), "pump-7"))
                        .to("direct:more");
                from("direct:more").to("infer:device-model?x=1").to("direct:other").to("spool:samples").choice()
                        .when(header("bad")).throwException(new BadInput(ErrorCode.NOT_JSON, "cut off")).end();
                from("direct:other").process(exchange -> {
                });
                from("direct:forward").to("kafka:bactrian.samples");
            }
        });
        context.start();
    }

    private void send(TraceContext parent, boolean bad) {
        context.createProducerTemplate().send("direct:in", exchange -> {
            exchange.getMessage().setHeader("parent", parent);
            exchange.getMessage().setHeader("bad", bad ? "yes" : null);
        });
    }

    private FakeCollector.Span named(String name) {
        return collector.spans().stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void aMessageIsOneTraceWithItsStepsBelowIt() throws Exception {
        start(collector.url());
        send(PARENT, false);
        export.send();

        FakeCollector.Span message = named("process devices/+/telemetry");
        assertThat(message.trace()).isEqualTo(PARENT.traceId());
        assertThat(message.parent()).isEqualTo(PARENT.spanId());
        assertThat(message.kind()).isEqualTo(5);
        assertThat(message.failed()).isFalse();
        assertThat(message.attributes()).containsEntry("messaging.system", "mqtt")
                .containsEntry("messaging.operation.type", "process").containsEntry("bactrian.device", "pump-7");
        assertThat(own.spanId()).isEqualTo(message.id());
        assertThat(own.traceId()).isEqualTo(PARENT.traceId());
        assertThat(own.state()).isEqualTo("a=1");
        assertThat(collector.spans()).hasSize(3).allSatisfy(span -> assertThat(span.trace()).isEqualTo(PARENT.traceId()));
        for (String step : List.of("infer", "store samples")) {
            assertThat(named(step).parent()).isEqualTo(message.id());
            assertThat(named(step).start()).isBetween(message.start() - 2_000_000, message.end());
        }
        assertThat(collector.resource()).isEqualTo(RESOURCE);
        assertThat(export.sent()).isEqualTo(3);
        assertThat(export.lost()).isZero();
    }

    @Test
    void whatIsNotRecordedGoesOnAsItCame() throws Exception {
        start(collector.url());
        TraceContext silent = TraceContext.of(PARENT.parent().substring(0, 53) + "00", null);
        send(silent, false);
        assertThat(own).isEqualTo(silent);
        send(null, false);
        assertThat(own).isNull();
        export.send();

        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void aRefusalIsAnErrorByItsCode() throws Exception {
        start(collector.url());
        send(PARENT, true);
        export.send();

        assertThat(named("process devices/+/telemetry").failed()).isTrue();
        assertThat(named("process devices/+/telemetry").attributes()).containsEntry("error.type", "not-json");
        assertThat(named("infer").failed()).isFalse();
    }

    @Test
    void aRecordToKafkaGoesOnInItsMessagesTrace() throws Exception {
        start(collector.url());
        context.createProducerTemplate().send("direct:forward", exchange -> exchange.getMessage()
                .setBody(List.of(record(exchange, PARENT.parent()), record(exchange, null), record(exchange, "nonsense"))));
        export.send();

        assertThat(collector.spans()).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("send bactrian.samples");
            assertThat(span.trace()).isEqualTo(PARENT.traceId());
            assertThat(span.parent()).isEqualTo(PARENT.spanId());
            assertThat(span.kind()).isEqualTo(4);
            assertThat(span.attributes()).containsEntry("messaging.destination.name", "bactrian.samples");
        });
    }

    private DefaultMessage record(Exchange exchange, String parent) {
        DefaultMessage record = new DefaultMessage(exchange);
        record.setBody(new byte[0]);
        record.setHeader("traceparent", parent);
        return record;
    }

    @Test
    void aCollectorThatIsAwayCostsTheSpansAndNothingElse() throws Exception {
        start("http://127.0.0.1:" + Ports.free() + "/v1/traces");
        for (int i = 0; i < 50; i++) {
            send(PARENT, false);
        }
        assertThat(own.traceId()).isEqualTo(PARENT.traceId());
        export.send();

        assertThat(export.lost()).isEqualTo(150);
        assertThat(export.sent()).isZero();
    }

    @Test
    void whatNobodySendsIsBounded() throws Exception {
        start(collector.url());
        for (int i = 0; i < 5_000; i++) {
            export.span("x", null, System.nanoTime()).startSpan().end();
        }
        assertThat(export.lost()).isEqualTo(904);
        export.send();

        assertThat(export.sent()).isEqualTo(4_096);
    }
}
