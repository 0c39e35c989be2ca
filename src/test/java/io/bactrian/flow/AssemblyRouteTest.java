package io.bactrian.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.enrich.Assembly;
import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.Enriched;
import io.bactrian.enrich.Enricher;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.learn.SampleSelector;
import io.bactrian.model.FixedModels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.PayloadFormat;
import io.bactrian.telemetry.PayloadSettings;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped route of each message, with single values of a device: what ends when. */
@ExpectedErrors("org.apache.camel")
class AssemblyRouteTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Queue<Exchange> replies = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> onDisk = new CompletableFuture<>();
    private final FixedModels models = new FixedModels();
    private volatile RuntimeException failure;
    private RowAssembler assembler;

    @BeforeEach
    void start() throws Exception {
        models.serve(Manifests.of("m", "1", 1, new Manifest.Feature("a", null, null), new Manifest.Feature("b", null, null)));
        DeviceSource devices = new DeviceFile(new DeviceDirectory(Map.of("plain", new DeviceProfile("m", null, null, null)),
                new DeviceProfile("m", null, null, null, null, null,
                        new PayloadSettings(PayloadFormat.KUBEEDGE, null, null, null),
                        new Assembly(Duration.ofMinutes(1), Assembly.Missing.REFUSE))));
        var enricher = new Enricher(devices, models, 10);
        assembler = new RowAssembler(devices, enricher, 10, 100, System::nanoTime);
        var steps = new StepRegistry(context.getRegistry());
        new Steps(Trip.TOPICS, new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC(),
                device -> devices.directory().payload(device)), enricher, SampleSelector.every(),
                new FlowMeters(new SimpleMeterRegistry()), Trip.nobodyFollowed()).bind(steps);
        new AssemblySteps(assembler).bind(steps);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(BadInput.class).handled(true)
                        .process(exchange -> MessageContext.of(exchange).refused(MessageContext.of(exchange).cause(exchange)));
                from("direct:in").to("direct:process");
                from("direct:infer").errorHandler(noErrorHandler()).process(exchange -> {
                });
                from("direct:reply").errorHandler(noErrorHandler()).process(exchange -> {
                    if (failure != null) {
                        throw failure;
                    }
                    replies.add(exchange);
                });
                from("direct:sample").errorHandler(noErrorHandler()).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        onDisk.whenComplete((done, none) -> callback.done(false));
                        return false;
                    }
                });
            }
        });
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.fromString("ingest.camel.yaml",
                        process()))) {
            context.addRoutes(routes);
        }
        context.start();
    }

    /** The shipped route without the broker and the model. */
    private static String process() throws Exception {
        String shipped = new String(
                AssemblyRouteTest.class.getResourceAsStream("/routes/ingest.camel.yaml").readAllBytes(), UTF_8);
        return shipped.substring(shipped.indexOf("- route:\n    id: process")).replace("infer:device-model", "direct:infer");
    }

    @AfterEach
    void stop() {
        assembler.close();
        context.stop();
    }

    @Test
    void theMessagesOfARowEndWhenItIsAnsweredAndItsSampleIsOnDisk() {
        CompletableFuture<Exchange> first = send("d", "a", "1");
        await().atMost(Patience.LONG).until(() -> assembler.held() == 1);
        CompletableFuture<Exchange> second = send("d", "b", "2");
        await().atMost(Patience.LONG).until(() -> replies.size() == 1);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();

        onDisk.complete(null);

        await().atMost(Patience.LONG).until(() -> first.isDone() && second.isDone());
        assertThat(List.of(first.join(), second.join())).allMatch(exchange -> !exchange.isFailed());
        assertThat(MessageContext.of(replies.peek()).input().data()).containsExactly(1, 2);
        assertThat(first.join().getProperty(MqttHeaders.WAITS)).isEqualTo(true);
    }

    @Test
    void otherDevicesDoNotWait() {
        onDisk.complete(null);
        send("d", "a", "1");

        CompletableFuture<Exchange> other = send("plain", "{\"values\":{\"a\":1,\"b\":2}}");

        await().atMost(Patience.LONG).until(other::isDone);
        assertThat(other.join().getMessage().getBody()).isInstanceOf(Enriched.class);
        assertThat(other.join().getProperty(MqttHeaders.WAITS)).isNull();
    }

    @Test
    void aRowThatFailsFailsAllItsMessagesSoThatEachIsTriedAgain() {
        failure = new IllegalStateException("the broker is away");
        CompletableFuture<Exchange> first = send("d", "a", "1");
        await().atMost(Patience.LONG).until(() -> assembler.held() == 1);
        CompletableFuture<Exchange> second = send("d", "b", "2");

        await().atMost(Patience.LONG).until(() -> first.isDone() && second.isDone());
        assertThat(List.of(first.join(), second.join())).allSatisfy(
                exchange -> assertThat(exchange.getException()).hasMessage("the broker is away"));
    }

    @Test
    void aRowThatIsRefusedRefusesAllItsMessages() {
        CompletableFuture<Exchange> first = send("d", "a", "text");
        await().atMost(Patience.LONG).until(() -> assembler.held() == 1);
        CompletableFuture<Exchange> second = send("d", "b", "2");

        await().atMost(Patience.LONG).until(() -> first.isDone() && second.isDone());
        assertThat(MessageContext.of(second.join()).refusal()).hasMessageContaining("a text");
        assertThat(MessageContext.of(first.join()).refusal()).hasMessageContaining("row that it is part of");
    }

    @Test
    void aMessageWithoutAChannelOfTheModelEndsAtOnceWithoutAnAnswer() {
        CompletableFuture<Exchange> other = send("d", "rssi", "-3");

        await().atMost(Patience.LONG).until(other::isDone);
        assertThat(other.join().isFailed()).isFalse();
        assertThat(replies).isEmpty();
    }

    @Test
    void whatWaitsFailsWhenTheServiceStopsSoThatItIsKept() {
        CompletableFuture<Exchange> waiting = send("d", "a", "1");
        await().atMost(Patience.LONG).until(() -> assembler.held() == 1);

        assembler.close();

        await().atMost(Patience.LONG).until(waiting::isDone);
        assertThat(waiting.join().getException()).hasMessageContaining("stops");
    }

    private CompletableFuture<Exchange> send(String device, String channel, String value) {
        return send(device, "{\"data\":{\"" + channel + "\":{\"value\":\"" + value + "\"}}}");
    }

    private CompletableFuture<Exchange> send(String device, String payload) {
        return context.createProducerTemplate().asyncSend("direct:in", exchange -> {
            exchange.getMessage().setHeader(PahoMqtt5Constants.MQTT_TOPIC, "devices/" + device + "/telemetry");
            exchange.getMessage().setBody(payload.getBytes(UTF_8));
        });
    }
}
