package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
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
import io.bactrian.kit.Patience;
import io.bactrian.learn.SampleSelector;
import io.bactrian.model.FixedModels;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.TelemetryCodec;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.Twins;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped route of telemetry over HTTP, with a model on ONNX Runtime and spools on disk. */
class DeviceRequestRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR = "operators-own-token";
    private static final DeviceTokens TOKENS = DeviceTokens.parse("""
                                                                  # the northern site
                                                                  pump-1     pump-1-has-this-token
                                                                  north-*    north-has-this-one-too
                                                                  """);

    @TempDir
    Path dir;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final OnnxEngine engine = new OnnxEngine(new SimpleMeterRegistry(), 1 << 30,
            new Pictures(Pictures.USUAL_MOST_PIXELS));
    private final FixedModels models = new FixedModels();
    private final Twins twins = new Twins(new TwinSettings(Pattern.compile("sum"), "", "default", Duration.ofSeconds(1)),
            System::nanoTime);
    private long spoolBytes = 1 << 20;
    private AnswerStreams streams = new AnswerStreams(2);
    private DeviceTokens tokens;
    private ApiToken operator = ApiToken.NONE;
    private boolean loopback = true;
    private CamelHttp http;

    @BeforeEach
    void serve() throws Exception {
        Path folder = Files.createDirectories(dir.resolve("sum/1"));
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 1)
                .node("ReduceSum", "y", List.of("x", "axes")).wholes("axes", 1);
        LoadedVersion loaded = engine.load(new VersionFiles("sum", 1, Files.write(folder.resolve("model.onnx"), graph.bytes()),
                Files.writeString(folder.resolve("model.yaml"), "task: regression\ninputs: [{features: [a, b]}]\n"), null, ""));
        engine.admit(loaded);
        models.serve(loaded.manifest());
        serveMean();
    }

    /** The mean of all values of a picture of 2 × 2 pixels. */
    private void serveMean() throws Exception {
        Path folder = Files.createDirectories(dir.resolve("mean/1"));
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 3, 2, 2).output("y", DataType.FLOAT, -1, 1)
                .node("Flatten", "flat", "x").node("ReduceMean", "y", List.of("flat"), Graph.ints("axes", 1));
        LoadedVersion loaded = engine.load(new VersionFiles("mean", 1, Files.write(folder.resolve("model.onnx"), graph.bytes()),
                Files.writeString(folder.resolve("model.yaml"), "task: regression\ninputs: [{image: {scale: 1}}]\n"), null,
                ""));
        engine.admit(loaded);
        models.serve(loaded.manifest());
    }

    @AfterEach
    void stop() {
        context.stop();
        engine.close();
    }

    private void start() throws Exception {
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        AsyncHttpEngine server = new AsyncHttpEngine();
        server.setCamelContext(context);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(server);
        context.addComponent("infer", new InferComponent(engine, models));
        context.addComponent("spool", new SpoolComponent(new Spools(new SpoolSettings(dir.resolve("spool"), spoolBytes,
                OverflowPolicy.REJECT))));
        var meters = new FlowMeters(new SimpleMeterRegistry());
        var codec = new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC());
        var enricher = new Enricher(
                new DeviceFile(new DeviceDirectory(Map.of("camera-1", new DeviceProfile("mean", Map.of("site", "north"), null)),
                        new DeviceProfile("sum", null, null))),
                models,
                10);
        var steps = new StepRegistry(context.getRegistry());
        new Steps(Trip.TOPICS, codec, enricher, SampleSelector.every(), meters).bind(steps);
        new DeadLetterSteps().bind(steps);
        var replies = new ReplySteps(Trip.TOPICS, meters, null, Trip.twins(twins), DriftObserver.NONE, streams);
        new DeviceRequestSteps(Trip.TOPICS, codec, replies, meters,
                new DeviceAccess(() -> tokens, new ControlAccess(() -> operator), "0.0.0.0", loopback), streams).bind(steps);
        context.getRegistry().bind("v2-problem", HttpSteps.problem());
        for (String name : List.of("sample", "devices")) {
            for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                    ResourceHelper.resolveMandatoryResource(context, "classpath:routes/" + name + ".camel.yaml"))) {
                context.addRoutes(routes);
            }
        }
        server.start();
        context.start();
    }

    @Test
    void aMessageIsAnsweredInItsResponseAndItsSampleIsOnDisk() throws Exception {
        start();
        HttpResponse<String> response = post("pump-1", "{\"id\":\"r-1\",\"values\":{\"a\":1.5,\"b\":2}}", null);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("id").asText()).isEqualTo("r-1");
        assertThat(answer.path("device").asText()).isEqualTo("pump-1");
        assertThat(answer.path("score").asDouble()).isEqualTo(3.5);
        assertThat(twins.next()).hasValueSatisfying(update -> assertThat(update.topic()).contains("default/pump-1"));
        Queue<String> samples = drain("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        assertThat(samples.peek()).startsWith("/devices/pump-1 r-1 {\"id\":\"r-1\",\"device\":\"pump-1\"")
                .contains("\"telemetry\":{\"id\":\"r-1\",\"values\":{\"a\":1.5,\"b\":2}}");
    }

    @Test
    void aPictureIsAnsweredInItsResponseAndItsSampleIsThePictureAsItWasSent() throws Exception {
        start();
        byte[] picture = picture("tiny.png");
        HttpResponse<String> response = send("camera-1", "image", picture);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("device").asText()).isEqualTo("camera-1");
        assertThat(answer.path("score").asDouble()).isBetween(50.0, 200.0);
        Queue<Message> samples = records("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        Message sample = samples.peek();
        assertThat(sample.getBody(byte[].class)).isEqualTo(picture);
        assertThat(sample.getHeaders()).containsEntry("content-type", "image/png")
                .containsEntry("ce_type", "io.bactrian.picture.v1").containsEntry("ce_source", "/devices/camera-1")
                .containsEntry("ce_id", answer.path("id").asText()).containsEntry("ce_model", "mean")
                .containsEntry("ce_modelversion", "1").containsEntry("ce_labels", "{\"site\":\"north\"}")
                .containsEntry("ce_reason", "every");
        assertThat(JSON.readTree(sample.getHeader("ce_outputs", String.class)))
                .isEqualTo(answer.path("outputs"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"camera-1 | image | text | 400 | bad-picture | the body is no picture",
        "camera-1 | image | cut | 400 | bad-picture | cut off", "camera-1 | telemetry | text | 400 | wrong-type | takes one",
        "pump-1 | image | tiny.png | 400 | wrong-type | takes values",
        "camera-1 | image | photo.jpg | 413 | too-large | bactrian.telemetry.max-bytes",
        "camera-1 | image | bomb | 413 | too-large | 60000 × 60000 pixels"})
    void aPictureThatIsNotReadGetsItsCodeAndBecomesADeadLetter(String device, String path, String body, int status, String code,
            String why) throws Exception {
        start();
        byte[] bytes = switch (body) {
            case "text" -> "{\"features\":[1,2]}".getBytes(StandardCharsets.UTF_8);
            case "cut" -> Arrays.copyOf(picture("tiny.png"), 90);
            case "bomb" -> ByteBuffer.wrap(picture("tiny.png")).putInt(16, 60_000).putInt(20, 60_000).array();
            default -> picture(body);
        };
        HttpResponse<String> response = send(device, path, bytes);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(JSON.readTree(response.body()).at("/error/message").asText()).contains(why);
        Queue<Message> letters = records("dead-letters");
        await().atMost(Patience.LONG).until(() -> letters.size() == 1);
        assertThat(letters.peek().getBody(byte[].class)).isEqualTo(bytes);
        assertThat(letters.peek().getHeaders()).containsEntry("ce_errorcode", code);
    }

    @Test
    void aPicturesPathIsOpenToTheDevicesTokenOnly() throws Exception {
        tokens = TOKENS;
        start();

        assertThat(send("camera-1", "image", picture("tiny.png")).statusCode()).isEqualTo(401);
    }

    @Test
    void equalReadingsWithoutAnIdGetIdsOfTheirOwn() throws Exception {
        start();
        String body = "{\"features\":[1,2]}";

        assertThat(JSON.readTree(post("pump-1", body, null).body()).path("id").asText())
                .isNotEqualTo(JSON.readTree(post("pump-1", body, null).body()).path("id").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pump-1 | {\"features\":[1]} | 400 | wrong-count",
        "pump-1 | nonsense | 400 | not-json", "pump-1 | {\"values\":{\"a\":1,\"b\":\"x\"}} | 400 | wrong-type",
        "Pump-1 | {\"features\":[1,2]} | 400 | bad-device-name", "pump-1 | '' | 400 | empty"})
    void badInputGetsItsCodeAndBecomesADeadLetter(String device, String body, int status, String code) throws Exception {
        start();
        HttpResponse<String> response = post(device, body, null);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(JSON.readTree(response.body()).path("device").asText()).isEqualTo(device);
        Queue<String> letters = drain("dead-letters");
        await().atMost(Patience.LONG).until(() -> letters.size() == 1);
        assertThat(letters.peek()).startsWith("/devices/" + device).endsWith(body);
    }

    @Test
    void tooLongAPayloadIsRefusedAs413() throws Exception {
        start();

        assertThat(post("pump-1", "{\"features\":[1,2],\"more\":\"" + "x".repeat(1000) + "\"}", null).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aFailureOfTheServiceIsSaidSoThatTheDeviceSendsAgain() throws Exception {
        models.fail("sum", "it has no version in service");
        start();
        HttpResponse<String> response = post("pump-1", "{\"features\":[1,2]}", null);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.body()).contains("no version in service");
        assertThat(drain("samples")).isEmpty();
    }

    @Test
    void aSampleForWhichTheDiskHasNoSpaceIsSaidSoThatTheDeviceSendsAgain() throws Exception {
        spoolBytes = 64 << 10;
        start();
        HttpResponse<String> response = post("pump-1", "{\"features\":[1,2]}", null);
        for (int more = 0; response.statusCode() == 200 && more < spoolBytes / 10; more++) {
            response = post("pump-1", "{\"features\":[1,2]}", null);
        }

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        drain("samples");
        await().atMost(Patience.LONG).until(() -> post("pump-1", "{\"features\":[1,2]}", null).statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "true  | true  | pump-1  | pump-1-has-this-token  | 200", "true  | false | pump-1  | pump-1-has-this-token  | 200",
        "true  | true  | pump-2  | pump-1-has-this-token  | 401", "true  | true  | pump-1  | none                   | 401",
        "true  | true  | north-7 | north-has-this-one-too | 200", "true  | true  | pump-1  | north-has-this-one-too | 401",
        "true  | true  | xnorth-7 | north-has-this-one-too | 401", "true  | true  | pump-2  | operators-own-token    | 200",
        "false | true  | pump-2  | none                   | 200", "false | false | pump-2  | none                   | 401",
        "false | false | pump-2  | operators-own-token    | 200"})
    void aDevicesPathIsOpenToItsOwnTokenAndToAnOperator(boolean file, boolean onlyHere, String device, String token, int status)
            throws Exception {
        tokens = file ? TOKENS : null;
        operator = ApiToken.of(OPERATOR);
        loopback = onlyHere;
        start();

        HttpResponse<String> response = post(device, "{\"features\":[1,2]}", token);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 401) {
            assertThat(response.body()).contains("bactrian.devices.tokens").doesNotContain("has-this");
        }
    }

    @Test
    void whereNoTokenIsConfiguredAndOthersReachItItIsClosed() throws Exception {
        loopback = false;
        start();
        HttpResponse<String> response = post("pump-1", "{\"features\":[1,2]}", "whatever-token-this-is");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("bactrian.devices.tokens");
    }

    @Test
    void aDevicesAnswersAreFollowedAsTheyComeAndNobodyElses() throws Exception {
        start();
        BlockingQueue<String> lines = follow("pump-1", null);
        assertThat(lines.poll(60, TimeUnit.SECONDS)).isEqualTo("200 text/event-stream");
        await().atMost(Patience.LONG).until(() -> streams.open() == 1);

        post("pump-2", "{\"id\":\"other\",\"features\":[1,2]}", null);
        post("pump-1", "{\"id\":\"r-1\",\"features\":[1,2]}", null);
        post("pump-1", "{\"id\":\"r-2\",\"features\":[1]}", null);

        assertThat(next(lines)).isEqualTo("event: answer");
        assertThat(next(lines)).startsWith("data: {\"id\":\"r-1\",\"device\":\"pump-1\"").contains("\"score\":3.0");
        assertThat(next(lines)).isEqualTo("event: error");
        assertThat(next(lines)).startsWith("data: {\"id\":\"r-2\"").contains("wrong-count");
    }

    @Test
    void noMoreThanTheMostFollowAndAPlaceIsFreeWhenOneIsGone() throws Exception {
        start();
        Socket first = raw("pump-1");
        try (Socket second = raw("pump-2")) {
            await().atMost(Patience.LONG).until(() -> streams.open() == 2);
            HttpResponse<String> third = http.get("/devices/pump-3/inference");

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(third.body()).contains("bactrian.devices.viewers");
            first.close();
            await().atMost(Patience.LONG).until(() -> streams.open() == 1);
            assertThat(second.isConnected()).isTrue();
        }
        await().atMost(Patience.LONG).until(() -> streams.open() == 0);
    }

    @Test
    void whoFollowsADeviceThatIsSilentGetsACommentNowAndThenAndStaysConnected() throws Exception {
        streams = new AnswerStreams(2, Duration.ofMillis(20));
        start();
        BlockingQueue<String> lines = follow("pump-1", null);
        assertThat(lines.poll(60, TimeUnit.SECONDS)).startsWith("200");
        for (int i = 0; i < 5; i++) {
            assertThat(lines.poll(60, TimeUnit.SECONDS)).isEqualTo(":");
            assertThat(lines.poll(60, TimeUnit.SECONDS)).isEmpty();
        }

        post("pump-1", "{\"features\":[1,2]}", null);
        assertThat(next(lines)).isEqualTo("event: answer");
        assertThat(streams.open()).isEqualTo(1);
    }

    @Test
    void aReaderThatDoesNotKeepUpIsCutOffAndDelaysNobody() throws Exception {
        start();
        byte[] large = ("{\"x\":\"" + "y".repeat(64 << 10) + "\"}").getBytes();
        try (Socket silent = raw("pump-1")) {
            await().atMost(Patience.LONG).until(() -> streams.open() == 1);
            await().atMost(Patience.LONG).until(() -> {
                streams.answered("pump-1", large);
                return streams.cutOff() == 1;
            });
            assertThat(silent.isClosed()).isFalse();
        }
        assertThat(streams.open()).isZero();
        assertThat(post("pump-1", "{\"features\":[1,2]}", null).statusCode()).isEqualTo(200);
    }

    @Test
    void answersAreOpenToWhoMaySendTheDevicesTelemetryAndToNobodyElse() throws Exception {
        tokens = TOKENS;
        loopback = false;
        start();

        assertThat(http.get("/devices/pump-1/inference").statusCode()).isEqualTo(401);
        assertThat(follow("pump-1", "north-has-this-one-too").poll(60, TimeUnit.SECONDS)).startsWith("401");
        assertThat(follow("pump-1", "pump-1-has-this-token").poll(60, TimeUnit.SECONDS)).startsWith("200");
        assertThat(http.get("/devices/Pump%207/inference").statusCode()).isEqualTo(401);
    }

    @Test
    void cborIsReadWhereTheContentTypeSaysSoAndAnUnknownTypeIsRefusedAs415() throws Exception {
        start();
        byte[] cbor = HexFormat.of().parseHex("a168666561747572657382f93e0002");

        HttpResponse<String> read = http.send(http.request("/devices/pump-1/telemetry")
                .header("Content-Type", "application/cbor").POST(BodyPublishers.ofByteArray(cbor)));
        HttpResponse<String> unknown = http.send(http.request("/devices/pump-1/telemetry")
                .header("Content-Type", "application/xml").POST(BodyPublishers.ofString("<a/>")));

        assertThat(read.body()).contains("\"score\":3.5");
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.body()).contains("unknown-format").contains("application/cbor");
    }

    private Socket raw(String device) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress("127.0.0.1", http.port()));
        socket.getOutputStream().write(("GET /devices/" + device + "/inference HTTP/1.1\r\nHost: x\r\n\r\n").getBytes());
        return socket;
    }

    /** The status and the type, then each line. */
    private BlockingQueue<String> follow(String device, String token) {
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
    private static String next(BlockingQueue<String> lines) throws InterruptedException {
        String line;
        do {
            line = lines.poll(60, TimeUnit.SECONDS);
        } while (line != null && (line.isEmpty() || line.startsWith(":")));
        return line;
    }

    private HttpResponse<String> post(String device, String body, String token) throws Exception {
        HttpRequest.Builder request = http.request("/devices/" + device + "/telemetry")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return http.send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> send(String device, String path, byte[] body) throws Exception {
        return http.send(http.request("/devices/" + device + "/" + path)
                .header("Content-Type", path.equals("image") ? "image/png" : "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static byte[] picture(String name) throws IOException {
        return Files.readAllBytes(Path.of("src", "test", "resources", "picture", name));
    }

    private Queue<Message> records(String spool) throws Exception {
        Queue<Message> records = new ConcurrentLinkedQueue<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("spool:" + spool + "?exchangePerRecord=true").process(record -> records.add(record.getMessage().copy()));
            }
        });
        return records;
    }

    private Queue<String> drain(String spool) throws Exception {
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
