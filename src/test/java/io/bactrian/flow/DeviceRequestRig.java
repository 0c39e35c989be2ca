package io.bactrian.flow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.apache.camel.Message;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.enrich.Enricher;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiToken;
import io.bactrian.http.AsyncHttpEngine;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.DeviceTokens;
import io.bactrian.http.HttpSteps;
import io.bactrian.infer.InferComponent;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.CamelHttp;
import io.bactrian.learn.SampleSelector;
import io.bactrian.model.FixedModels;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.DeliveryFailures;
import io.bactrian.spool.camel.SpoolComponent;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.TelemetryCodec;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.Twins;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * The shipped route of telemetry over HTTP, with spools on disk and two models on ONNX Runtime: the sum of two values, and the mean of
 * a picture of 2 × 2 pixels.
 */
final class DeviceRequestRig implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String OPERATOR = "operators-own-token";
    static final DeviceTokens TOKENS = DeviceTokens.parse("""
                                                          # the northern site
                                                          pump-1     pump-1-has-this-token
                                                          north-*    north-has-this-one-too
                                                          """);

    private final Path dir;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OnnxEngine engine = new OnnxEngine(registry, 1 << 30, new Pictures(Pictures.USUAL_MOST_PIXELS));
    final DefaultCamelContext context = new DefaultCamelContext();
    final StepRegistry steps = new StepRegistry(context.getRegistry());
    final FixedModels models = new FixedModels();
    final Twins twins = new Twins(new TwinSettings(Pattern.compile("sum"), "", "default", Duration.ofSeconds(1)),
            System::nanoTime);
    final FlowMeters meters = new FlowMeters(registry);
    final TelemetryCodec codec = new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC());
    final DeviceFile devices;
    final Enricher enricher;
    final DeadLetters letters = new DeadLetters();
    long spoolBytes = 1 << 20;
    AnswerStreams streams = new AnswerStreams(2);
    MessageTrails trails = Trip.nobodyFollowed();
    Retries retries;
    DeviceTokens tokens;
    ApiToken operator = ApiToken.NONE;
    final ControlAccess operators = new ControlAccess(() -> operator);
    boolean loopback = true;
    CamelHttp http;

    DeviceRequestRig(Path dir) throws Exception {
        this(dir, Map.of());
    }

    /** @param calibrations of devices whose messages the sum is for */
    DeviceRequestRig(Path dir, Map<String, Calibration> calibrations) throws Exception {
        this.dir = dir;
        devices = new DeviceFile(
                new DeviceDirectory(Map.of("camera-1", new DeviceProfile("mean", Map.of("site", "north"), null)),
                        new DeviceProfile("sum", Map.of(), calibrations)));
        enricher = new Enricher(devices, models, 10);
        serve("sum", "inputs: [{features: [a, b]}]", Graph.of().input("x", DataType.FLOAT, -1, 2)
                .output("y", DataType.FLOAT, -1, 1).node("ReduceSum", "y", List.of("x", "axes")).wholes("axes", 1));
        serve("mean", "inputs: [{image: {scale: 1}}]", Graph.of().input("x", DataType.FLOAT, -1, 3, 2, 2)
                .output("y", DataType.FLOAT, -1, 1).node("Flatten", "flat", "x")
                .node("ReduceMean", "y", List.of("flat"), Graph.ints("axes", 1)));
    }

    private void serve(String name, String inputs, Graph graph) throws Exception {
        Path folder = Files.createDirectories(dir.resolve(name + "/1"));
        LoadedVersion loaded = engine.load(new VersionFiles(name, 1, Files.write(folder.resolve("model.onnx"), graph.bytes()),
                Files.writeString(folder.resolve("model.yaml"), "task: regression\n" + inputs + "\n"), null, ""));
        engine.admit(loaded);
        models.serve(loaded.manifest());
    }

    /** What is set before counts. */
    void start() throws Exception {
        start("sample", "devices");
    }

    /** The same with these of the shipped files of routes; their steps are bound before, where they are not the devices'. */
    void start(String... names) throws Exception {
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        AsyncHttpEngine server = new AsyncHttpEngine();
        server.setCamelContext(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(server);
        context.addComponent("infer", new InferComponent(engine, models, trails::runs));
        context.addComponent("spool",
                new SpoolComponent(new Spools(new SpoolSettings(dir.resolve("spool"), spoolBytes, OverflowPolicy.REJECT)),
                        DeliveryFailures.NONE, trails::stored));
        bind();
        for (String name : names) {
            load(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/" + name + ".camel.yaml"));
        }
        server.start();
        context.start();
    }

    private void bind() {
        new Steps(Trip.TOPICS, codec, enricher, SampleSelector.every(), meters, trails).bind(steps);
        new DeadLetterSteps(letters).bind(steps);
        var replies = new ReplySteps(Trip.TOPICS, meters, retries, Trip.twins(twins), DriftObserver.NONE, streams,
                Trip.NO_DEVICES);
        replies.bind(steps);
        new DeviceRequestSteps(Trip.TOPICS, codec, replies, meters,
                new DeviceAccess(() -> tokens, operators, "0.0.0.0", loopback),
                streams, trails).bind(steps);
        context.getRegistry().bind("v2-problem", HttpSteps.problem());
    }

    void load(Resource file) throws Exception {
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(file)) {
            if (routes instanceof RouteConfigurationsBuilder configuration) {
                configuration.addRouteConfigurationsToCamelContext(context);
            }
            context.addRoutes(routes);
        }
    }

    double counted(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    @Override
    public void close() {
        context.stop();
        engine.close();
    }

    /** Follows the device and never reads. */
    Socket raw(String device) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress("127.0.0.1", http.port()));
        socket.getOutputStream().write(("GET /devices/" + device + "/inference HTTP/1.1\r\nHost: x\r\n\r\n").getBytes());
        return socket;
    }

    /** The status and the type, then each line. */
    BlockingQueue<String> follow(String device, String token) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        HttpRequest.Builder request = http.request("/devices/" + device + "/inference");
        HttpRequest built = (token == null ? request : request.header("Authorization", "Bearer " + token)).build();
        HttpClient.newHttpClient().sendAsync(built, BodyHandlers.ofLines()).thenAccept(response -> {
            lines.add(response.statusCode() + " " + response.headers().firstValue("Content-Type").orElse(""));
            response.body().forEach(lines::add);
        });
        return lines;
    }

    /** The next that is neither empty nor a comment. */
    static String next(BlockingQueue<String> lines) throws InterruptedException {
        String line;
        do {
            line = lines.poll(60, TimeUnit.SECONDS);
        } while (line != null && (line.isEmpty() || line.startsWith(":")));
        return line;
    }

    HttpResponse<String> post(String device, String body, String token) throws Exception {
        HttpRequest.Builder request = http.request("/devices/" + device + "/telemetry")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return http.send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> send(String device, String path, byte[] body) throws Exception {
        return http.send(http.request("/devices/" + device + "/" + path)
                .header("Content-Type", path.equals("image") ? "image/png" : "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    static byte[] picture(String name) throws IOException {
        return Files.readAllBytes(Path.of("src", "test", "resources", "picture", name));
    }

    Queue<Message> records(String spool) throws Exception {
        Queue<Message> records = new ConcurrentLinkedQueue<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("spool:" + spool + "?exchangePerRecord=true").process(record -> records.add(record.getMessage().copy()));
            }
        });
        return records;
    }

    /** What comes into a spool from now on, and what waits there: {@code ce_source}, {@code ce_id}, and the record. */
    Queue<String> drain(String spool) throws Exception {
        Queue<String> records = new ConcurrentLinkedQueue<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("spool:" + spool + "?exchangePerRecord=true").process(record -> records.add(record.getMessage()
                        .getHeader("ce_source") + " " + record.getMessage().getHeader("ce_id") + " "
                        + record.getMessage().getBody(String.class)));
            }
        });
        return records;
    }
}
