package io.bactrian.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.infer.batch.QueueFull;
import io.bactrian.infer.batch.Row;
import io.bactrian.kit.Patience;
import io.bactrian.model.FixedModels;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.bactrian.telemetry.BadInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class InferComponentTest {
    private static final Path SHIPPED = Path.of("models/pump-anomaly/1");

    @TempDir
    Path dir;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CamelContext context;
    private ProducerTemplate template;
    private final FixedModels models = new FixedModels();
    private final OnnxEngine engine = new OnnxEngine(meters, 1 << 20, new Pictures(Pictures.USUAL_MOST_PIXELS));
    private final Map<String, LoadedVersion> loaded = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        copy("pump", "size: 16, delay: 50ms, instances: 2");
        copy("tight", "size: 1, queue: 1");
        context = new DefaultCamelContext();
        context.addComponent("infer", new InferComponent(engine, models));
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
        engine.close();
    }

    @Test
    void aMessageAloneIsAnswered() throws Exception {
        ModelOutput output = send("infer:device-model", row("pump", "d", 1)).get().getMessage().getBody(ModelOutput.class);

        assertThat(output.model().name()).isEqualTo("pump");
        assertThat(output.score()).isFinite();
        assertThat(output.label()).isIn("normal", "anomaly");
        assertThat(output.outputs()).extracting(ModelOutput.Tensor::name).containsExactly("score", "anomaly");
    }

    @Test
    void messagesGoThroughTheModelTogetherAndTheirAnswersDoNotDependOnIt() throws Exception {
        double alone = send("infer:device-model", row("pump", "d", 7)).get().getMessage().getBody(ModelOutput.class).score();
        List<CompletableFuture<Exchange>> sent = IntStream.range(0, 64)
                .mapToObj(i -> send("infer:pump", row("pump", "d", i))).toList();

        assertThat(Patience.join(sent.get(7)).getMessage().getBody(ModelOutput.class).score()).isEqualTo(alone);
        Patience.join(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
        assertThat(meters.get("bactrian.infer.batch.size").tag("model", "pump").summary().max()).isBetween(2.0, 16.0);
    }

    @Test
    void aDevicesAnswersKeepTheirOrderWithThoseThatOnlyPassThrough() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("infer:device-model")
                        .process(exchange -> order.add(exchange.getProperty("n", Integer.class)));
            }
        });
        Endpoint in = context.getEndpoint("direct:in");
        AsyncProducer producer = in.createAsyncProducer();
        producer.start();
        List<CompletableFuture<Exchange>> sent = IntStream.range(0, 500).mapToObj(i -> {
            Exchange exchange = in.createExchange();
            exchange.setProperty("n", i);
            exchange.getMessage()
                    .setBody(i % 3 == 0 ? Row.empty(loaded.get("pump"), "d") : row("pump", "d", i));
            return producer.processAsync(exchange);
        }).toList();

        Patience.join(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
        assertThat(order).isSorted().hasSize(500);
        assertThat(sent.get(0).get().getMessage().getBody()).isInstanceOf(Row.class);
    }

    @Test
    void whatTheModelCannotProcessHarmsNobodyInItsBatch() throws Exception {
        Manifest manifest = loaded.get("pump").manifest();
        CompletableFuture<Exchange> bad = send("infer:pump", new Row(manifest, "d", new double[3], null));
        CompletableFuture<Exchange> good = send("infer:pump", row("pump", "d", 1));

        assertThat(bad.get().getException()).isInstanceOf(BadInput.class).hasMessageContaining("could not process");
        assertThat(good.get().getMessage().getBody()).isInstanceOf(ModelOutput.class);
    }

    @Test
    void aFullQueueIsSaidAtOnce() {
        List<Exchange> answered = IntStream.range(0, 20_000).mapToObj(i -> send("infer:tight", row("tight", "d", i)))
                .map(CompletableFuture::join).filter(Exchange::isFailed).toList();

        assertThat(answered).allSatisfy(exchange -> assertThat(exchange.getException()).isInstanceOf(QueueFull.class));
    }

    @Test
    void aMessageWhoseVersionIsGoneIsToBeTriedAgain() throws Exception {
        ModelInput row = row("pump", "d", 1);
        engine.retire(loaded.get("pump"));

        assertThat(send("infer:device-model", row).get().getException()).isInstanceOf(ModelUnavailable.class);
    }

    @Test
    void aModelNamedByTheRouteRunsTheVersionInService() throws Exception {
        Exchange answered = send("infer:tight", row("pump", "d", 1)).get();

        assertThat(answered.getMessage().getBody(ModelOutput.class).model()).isSameAs(loaded.get("tight").manifest());
    }

    @Test
    void aModelNobodyKnowsIsAFaultOfTheInput() throws Exception {
        assertThat(send("infer:nobody", row("pump", "d", 1)).get().getException()).isInstanceOf(BadInput.class)
                .hasMessageContaining("'nobody'");
    }

    private CompletableFuture<Exchange> send(String uri, ModelInput input) {
        return template.asyncSend(uri, exchange -> exchange.getMessage().setBody(input));
    }

    private Row row(String model, String device, int value) {
        double[] data = new double[240];
        Arrays.fill(data, value);
        return new Row(loaded.get(model).manifest(), device, data, null);
    }

    private void copy(String name, String batching) throws IOException, ModelRejectedException {
        Path folder = Files.createDirectories(dir.resolve(name).resolve("1"));
        Files.copy(SHIPPED.resolve("model.onnx"), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("model.yaml"), """
                                                        inputs: [{window: 30}]
                                                        outputs: {score: score, label: anomaly, labels: [normal, anomaly]}
                                                        batching: {%s}
                                                        """.formatted(batching));
        LoadedVersion version = engine.load(
                new VersionFiles(name, 1, folder.resolve("model.onnx"), folder.resolve("model.yaml"), null, ""));
        engine.admit(version);
        models.serve(version.manifest());
        loaded.put(name, version);
    }
}
