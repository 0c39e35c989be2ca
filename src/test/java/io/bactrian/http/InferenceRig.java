package io.bactrian.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.InferComponent;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.CamelHttp;
import io.bactrian.model.FixedModels;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped routes of inference over HTTP, with models on ONNX Runtime. */
public final class InferenceRig implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final long FOREVER = Duration.ofHours(1).toMillis();

    private final Path dir;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final OnnxEngine engine = new OnnxEngine(new SimpleMeterRegistry(), 1 << 30,
            new Pictures(Pictures.USUAL_MOST_PIXELS));
    private final FixedModels models = new FixedModels();
    private final CamelHttp http;
    private final InferenceModels described = new InferenceModels(models, "1.2.3", List.of("binary_tensor_data", "statistics"));
    private final InferenceMeters meters = new InferenceMeters(new SimpleMeterRegistry());

    /** A model that adds to each of two values. */
    static Graph plus(float offset) {
        return Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2).floats("offset", offset)
                .node("Add", "y", "x", "offset");
    }

    public InferenceRig(Path dir, InferenceAccess access) {
        this.dir = dir;
        try {
            http = new CamelHttp(context);
            context.getRestConfiguration().setInlineRoutes(false);
            context.getComponent("direct", DirectComponent.class).setTimeout(FOREVER); // whoever waits for a route is found
            AsyncHttpEngine server = new AsyncHttpEngine();
            server.setCamelContext(context);
            context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(server);
            context.addComponent("infer", new InferComponent(engine, models));
            context.addComponent("spool", new SpoolComponent(
                    new Spools(new SpoolSettings(dir.resolve("spool"), 1 << 20, OverflowPolicy.REJECT))));
            new InferenceSteps(described, engine, access, meters).bind(context.getRegistry());
            loadErrorHandling();
            load("v2");
            server.start();
            context.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a shipped file of routes. */
    public void load(String name) throws Exception {
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.resolveMandatoryResource(context, "classpath:routes/" + name + ".camel.yaml"))) {
            context.addRoutes(routes);
        }
    }

    public DefaultCamelContext context() {
        return context;
    }

    public InferenceModels described() {
        return described;
    }

    public InferenceMeters meters() {
        return meters;
    }

    /** What errors.camel.yaml says of all routes; a request that ended as a device's message does would fail there. */
    private void loadErrorHandling() throws Exception {
        context.getRegistry().bind("end-process", (Processor) exchange -> {
        });
        String all = new String(InferenceRig.class.getResourceAsStream("/routes/errors.camel.yaml").readAllBytes(),
                StandardCharsets.UTF_8);
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.fromString("errors.camel.yaml", all.substring(0, all.indexOf("- route:"))))) {
            ((RouteConfigurationsBuilder) routes).addRouteConfigurationsToCamelContext(context);
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:refuse").process(exchange -> {
                    throw new IllegalStateException("a request was taken for a device's message");
                });
            }
        });
    }

    /** Open to everybody on this machine. */
    public static InferenceRig open(Path dir) {
        return new InferenceRig(dir, new InferenceAccess(() -> ApiToken.NONE, "127.0.0.1", true));
    }

    /** Hands over what is on disk as a sample. */
    public void drain(Consumer<Exchange> into) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("spool:samples?exchangePerRecord=true").process(into::accept);
            }
        });
    }

    public CamelHttp http() {
        return http;
    }

    public OnnxEngine engine() {
        return engine;
    }

    public FixedModels models() {
        return models;
    }

    /** Loads a version and puts it in service. */
    public LoadedVersion serve(String name, int version, Graph graph, String yaml) {
        LoadedVersion loaded = load(name, version, graph, yaml);
        models.serve(loaded.manifest());
        return loaded;
    }

    /** Loads a version that is there for those who ask for it. */
    public LoadedVersion pin(String name, int version, Graph graph, String yaml) {
        LoadedVersion loaded = load(name, version, graph, yaml);
        models.pin(loaded.manifest());
        return loaded;
    }

    private LoadedVersion load(String name, int version, Graph graph, String yaml) {
        try {
            Path folder = Files.createDirectories(dir.resolve(name + "/" + version));
            LoadedVersion loaded = engine
                    .load(new VersionFiles(name, version, Files.write(folder.resolve("model.onnx"), graph.bytes()),
                            Files.writeString(folder.resolve("model.yaml"), yaml), null, ""));
            engine.admit(loaded);
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ModelRejectedException e) {
            throw new AssertionError(e);
        }
    }

    public HttpResponse<String> get(String path) throws Exception {
        return http.get(path);
    }

    public JsonNode json(String path) throws Exception {
        return JSON.readTree(http.get(path).body());
    }

    public HttpResponse<String> infer(String model, String body) throws Exception {
        return http.send(http.request("/v2/models/" + model + "/infer").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Holds the model's worker until the gate opens. */
    public CountDownLatch block(LoadedVersion version) throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        engine.submit(version.manifest(), new Nothing(version.manifest()), (output, failure) -> {
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        entered.await();
        return gate;
    }

    private record Nothing(Manifest model) implements ModelInput {
        @Override
        public String orderKey() {
            return "";
        }

        @Override
        public double[] data() {
            return null;
        }
    }

    @Override
    public void close() {
        context.stop();
        engine.close();
    }
}
