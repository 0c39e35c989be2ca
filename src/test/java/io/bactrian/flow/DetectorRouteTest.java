package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
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
import io.bactrian.enrich.Assembly;
import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enricher;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.grpc.DetectorServer;
import io.bactrian.grpc.DetectorSettings;
import io.bactrian.grpc.proto.AnomalyDetectionServiceGrpc;
import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.grpc.proto.DevicePropertyData;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiToken;
import io.bactrian.http.InferenceAccess;
import io.bactrian.infer.InferComponent;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.infer.onnx.Graph;
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
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.TelemetryCodec;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.Twins;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped route of properties that a mapper streams, over gRPC, with models on ONNX Runtime and spools on disk. */
class DetectorRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STREAMS = 2;
    private static final int WAITING = 4;
    private static final Duration IDLE = Duration.ofMinutes(10);

    @TempDir
    Path dir;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final OnnxEngine engine = new OnnxEngine(new SimpleMeterRegistry(), 1 << 30,
            new Pictures(Pictures.USUAL_MOST_PIXELS));
    private final FixedModels models = new FixedModels();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Twins twins = new Twins(new TwinSettings(Pattern.compile(".*"), "", "default", Duration.ofSeconds(1)),
            System::nanoTime);
    private final AtomicLong clock = new AtomicLong();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean hold;
    private volatile ApiToken token = ApiToken.NONE;
    private RowAssembler assembler;
    private DetectorServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        serve("sum", 2, "task: regression\ninputs: [{features: [a, b]}]\n");
        serve("one", 1, "task: anomaly\ninputs: [{features: [a]}]\noutputs: {threshold: 10}\n");
        context.addComponent("infer", new InferComponent(engine, models));
        route();
    }

    private void serve(String name, int width, String yaml) throws Exception {
        Path folder = Files.createDirectories(dir.resolve(name + "/1"));
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, width).output("y", DataType.FLOAT, -1, 1)
                .node("ReduceSum", "y", List.of("x", "axes")).wholes("axes", 1);
        LoadedVersion loaded = engine.load(new VersionFiles(name, 1, Files.write(folder.resolve("model.onnx"), graph.bytes()),
                Files.writeString(folder.resolve("model.yaml"), yaml), null, ""));
        engine.admit(loaded);
        models.serve(loaded.manifest());
    }

    private void route() throws Exception {
        context.addComponent("spool", new SpoolComponent(new Spools(new SpoolSettings(dir.resolve("spool"), 1 << 20,
                OverflowPolicy.REJECT))));
        var meters = new FlowMeters(registry);
        var topics = new DeviceTopics("devices/+/+/telemetry", "devices/{device}/inference",
                Pattern.compile("[a-z0-9][a-z0-9-]{0,62}"), 2);
        var devices = new DeviceFile(new DeviceDirectory(
                Map.of("default/single", new DeviceProfile("one", null, null, null)),
                new DeviceProfile("sum", null, null, null, null, null, null,
                        new Assembly(Duration.ofSeconds(5), Assembly.Missing.LAST))));
        var enricher = new Enricher(devices, models, 10);
        assembler = new RowAssembler(devices, enricher, 10, 100, clock::get);
        var codec = new TelemetryCodec(1000, Duration.ofDays(3650), Clock.systemUTC());
        var steps = new StepRegistry(context.getRegistry());
        new Steps(topics, codec, enricher, SampleSelector.every(), meters).bind(steps);
        holdable(context.getRegistry().lookupByNameAndType("enrich", Processor.class));
        new DeadLetterSteps().bind(steps);
        var streams = new AnswerStreams(2);
        var replies = new ReplySteps(topics, meters, null, Trip.twins(twins), DriftObserver.NONE, streams);
        new DeviceRequestSteps(topics, codec, replies, meters, null, streams).bind(steps);
        new AssemblySteps(assembler).bind(steps);
        new DetectorSteps(context, topics, codec, assembler, meters, registry).bind(steps);
        DetectorServer.bind(context, new InferenceAccess(() -> token, "127.0.0.1", true));
        load("sample");
        load("detector");
        context.start();
        server = new DetectorServer(context, new DetectorSettings(true, STREAMS, WAITING, IDLE, 2, "default",
                Pattern.compile("normal|ok")));
        channel = server.connect();
    }

    /** Messages stop before the step while they are to be held. */
    private void holdable(Processor enrich) {
        context.getRegistry().unbind("enrich");
        context.getRegistry().bind("enrich", new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (hold) {
                    held.add(() -> enrich(exchange, callback, false));
                    return false;
                }
                return enrich(exchange, callback, true);
            }

            private boolean enrich(Exchange exchange, AsyncCallback callback, boolean now) {
                try {
                    enrich.process(exchange);
                } catch (Exception e) {
                    exchange.setException(e);
                }
                callback.done(now);
                return now;
            }
        });
    }

    private void load(String name) throws Exception {
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.resolveMandatoryResource(context, "classpath:routes/" + name + ".camel.yaml"))) {
            context.addRoutes(routes);
        }
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        channel.awaitTermination(1, TimeUnit.MINUTES);
        server.close();
        assembler.close();
        context.stop();
        engine.close();
    }

    private static DevicePropertyData property(String device, String name, String value) {
        return DevicePropertyData.newBuilder().setNamespace("default").setDeviceName(device).setPropertyName(name)
                .setPropertyValue(value).setTimestamp(Instant.now().toString()).build();
    }

    /** A mapper's stream: what it sends, and what comes back. */
    private static final class Mapper implements ClientResponseObserver<DevicePropertyData, AnomalyResponse> {
        private final BlockingQueue<AnomalyResponse> responses = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
        private ClientCallStreamObserver<DevicePropertyData> stream;

        static Mapper open(ManagedChannel channel) {
            Mapper mapper = new Mapper();
            AnomalyDetectionServiceGrpc.newStub(channel).streamDetect(mapper);
            return mapper;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<DevicePropertyData> call) {
            stream = call;
        }

        @Override
        public void onNext(AnomalyResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable cause) {
            ends.add(Status.fromThrowable(cause));
        }

        @Override
        public void onCompleted() {
            ends.add(Status.OK);
        }

        void send(String device, String name, String value) {
            stream.onNext(property(device, name, value));
        }

        AnomalyResponse next() throws InterruptedException {
            AnomalyResponse next = responses.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("a response; the stream ended with " + ends.peek()).isNotNull();
            return next;
        }

        Status end() throws InterruptedException {
            return ends.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static JsonNode json(AnomalyResponse response) throws Exception {
        return JSON.readTree(response.getMessage());
    }

    private Queue<String> drain(String spool) throws Exception {
        Queue<String> records = new ConcurrentLinkedQueue<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("spool:" + spool + "?exchangePerRecord=true").process(record -> records.add(
                        record.getMessage().getHeader("ce_source") + " "
                                + new String(record.getMessage().getBody(byte[].class), StandardCharsets.UTF_8)));
            }
        });
        return records;
    }

    @Test
    void aMapperThatWaitsForEachResponseGetsTheRowsAnswerWithItsLastProperty() throws Exception {
        Mapper mapper = Mapper.open(channel);
        mapper.send("pump-1", "a", "1.5");
        AnomalyResponse first = mapper.next();
        assertThat(first.getStatus()).isEqualTo("ok");
        assertThat(json(first).path("state").asText()).isEqualTo("incomplete");
        assertThat(Instant.parse(first.getTimestamp())).isNotNull();

        mapper.send("pump-1", "b", "2");
        JsonNode answer = json(mapper.next());
        mapper.stream.onCompleted();

        assertThat(answer.path("device").asText()).isEqualTo("default/pump-1");
        assertThat(answer.path("score").asDouble()).isEqualTo(3.5);
        assertThat(mapper.end()).isEqualTo(Status.OK);
        assertThat(twins.next()).hasValueSatisfying(update -> assertThat(update.topic()).contains("default/pump-1"));
        Queue<String> samples = drain("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        assertThat(samples.peek()).startsWith("/devices/default%2Fpump-1 {").contains("\"a\"", "1.5", "\"b\"");
        await().atMost(Patience.LONG).until(() -> server.open() == 0);
    }

    @Test
    void aPropertyThatIsAModelsOnlyChannelIsAnsweredAtOnceAndAnAlertIsTheStatus() throws Exception {
        Mapper mapper = Mapper.open(channel);
        mapper.send("single", "a", "3");
        mapper.send("single", "a", "30");

        assertThat(mapper.next().getStatus()).isEqualTo("ok");
        AnomalyResponse alert = mapper.next();
        assertThat(alert.getStatus()).isEqualTo("anomaly");
        assertThat(json(alert).path("score").asDouble()).isEqualTo(30);
    }

    @Test
    void responsesKeepTheOrderOfTheMessagesOfAStream() throws Exception {
        Mapper mapper = Mapper.open(channel);
        for (int i = 0; i < 200; i++) {
            mapper.send("single", "a", Integer.toString(i % 9));
            mapper.send("pump-1", i % 2 == 0 ? "a" : "b", Integer.toString(i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(json(mapper.next()).path("score").asDouble()).isEqualTo(i % 9);
            JsonNode row = json(mapper.next());
            assertThat(row.path("device").asText()).isEqualTo("default/pump-1");
            assertThat(row.path("score").asDouble()).isEqualTo(i % 2 == 0 ? 0 : 2 * i - 1);
        }
    }

    @Test
    void aRowWhoseTimeIsOverIsAnsweredToTwinsAndItsSampleIsOnDisk() throws Exception {
        Mapper mapper = Mapper.open(channel);
        mapper.send("pump-1", "a", "1");
        mapper.send("pump-1", "b", "2");
        mapper.next();
        mapper.next();
        mapper.send("pump-1", "b", "5");
        assertThat(json(mapper.next()).path("state").asText()).isEqualTo("incomplete");
        clock.addAndGet(Duration.ofSeconds(6).toNanos());
        assembler.closeDue();

        Queue<String> samples = drain("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 2);
        assertThat(registry.get("bactrian.detector.lost").counter().count()).isZero();
        assertThat(mapper.responses).isEmpty();
    }

    @Test
    void valuesThatWaitAtTheStopAreCountedAsLost() throws Exception {
        Mapper mapper = Mapper.open(channel);
        mapper.send("pump-1", "a", "1");
        mapper.next();

        assembler.close();

        assertThat(registry.get("bactrian.detector.lost").counter().count()).isEqualTo(1);
        mapper.send("single", "a", "1");
        assertThat(mapper.next().getStatus()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"single | a | cold | wrong-type", "Single | a | 1 | bad-device-name",
        "single | c | 1 | "})
    void badInputGetsAnErrorBecomesADeadLetterAndTheStreamGoesOn(String device, String name, String value, String code)
            throws Exception {
        Mapper mapper = Mapper.open(channel);
        mapper.send(device, name, value);
        mapper.send("single", "a", "1");

        AnomalyResponse error = mapper.next();
        assertThat(error.getStatus()).isEqualTo("error");
        assertThat(json(error).at("/error/code").asText()).contains(code == null ? "" : code);
        assertThat(mapper.next().getStatus()).isEqualTo("ok");
        Queue<String> letters = drain("dead-letters");
        await().atMost(Patience.LONG).until(() -> letters.size() == 1);
        assertThat(letters.peek()).startsWith("/devices/default%2F" + device).contains("\"data\":{\"" + name + "\"", value);
    }

    @Test
    void aTimestampThatIsNoneIsRefusedAndMillisecondsAreRead() throws Exception {
        Mapper mapper = Mapper.open(channel);
        mapper.stream.onNext(property("single", "a", "1").toBuilder().setTimestamp("yesterday").build());
        mapper.stream.onNext(property("single", "a", "1").toBuilder().setTimestamp("1795431600123").build());
        mapper.stream.onNext(property("single", "a", "1").toBuilder().setTimestamp("2026-11-23T12:00:00.5+01:00").build());

        assertThat(json(mapper.next()).at("/error/message").asText()).contains("timestamp");
        assertThat(json(mapper.next()).path("ts").asLong()).isEqualTo(1795431600123L);
        assertThat(json(mapper.next()).path("ts").asLong())
                .isEqualTo(Instant.parse("2026-11-23T11:00:00.500Z").toEpochMilli());
    }

    @Test
    void aFailureOfTheServiceIsSaidSoThatTheMapperSendsAgain() throws Exception {
        models.fail("one", "it has no version in service");
        Mapper mapper = Mapper.open(channel);
        mapper.send("single", "a", "1");

        AnomalyResponse failed = mapper.next();
        assertThat(failed.getStatus()).isEqualTo("error");
        assertThat(failed.getMessage()).contains("no version in service");
        assertThat(mapper.ends).isEmpty();
    }

    @Test
    void aStreamHasNoMoreInWorkThanItMayAndAnotherOneIsAnswered() throws Exception {
        hold = true;
        Mapper flood = Mapper.open(channel);
        for (int i = 0; i < 100; i++) {
            flood.send("single", "a", "1");
        }
        await().atMost(Patience.LONG).until(() -> held.size() >= WAITING);
        ManagedChannel other = server.connect();
        try {
            Mapper calm = Mapper.open(other);
            calm.send("pump-1", "a", "2");
            assertThat(calm.next().getStatus()).isEqualTo("ok");
            assertThat(held).hasSize(WAITING);
            assertThat(flood.responses).isEmpty();
            hold = false;
            held.forEach(Runnable::run);
            for (int i = 0; i < 100; i++) {
                assertThat(flood.next().getStatus()).isEqualTo("ok");
            }
        } finally {
            other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void noMoreStreamsThanTheMostAreOpenAndAPlaceIsFreeWhenAConnectionIsGone() throws Exception {
        ManagedChannel other = server.connect();
        Mapper first = Mapper.open(other);
        first.send("single", "a", "1");
        first.next();
        Mapper second = Mapper.open(channel);
        second.send("single", "a", "1");
        second.next();

        Status refused = Mapper.open(channel).end();

        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("bactrian.detector.streams");
        other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        await().atMost(Patience.LONG).until(() -> server.open() == 1);
        Mapper third = Mapper.open(channel);
        third.send("single", "a", "1");
        assertThat(third.next().getStatus()).isEqualTo("ok");
    }

    @Test
    void aStreamThatStandsStillEndsButNotOneWhoseMessageIsInWork() throws Exception {
        server.close();
        server = new DetectorServer(context, new DetectorSettings(true, STREAMS, WAITING, Duration.ofMillis(200), 2, "default",
                Pattern.compile("normal|ok")));
        ManagedChannel other = server.connect();
        try {
            hold = true;
            Mapper working = Mapper.open(other);
            working.send("single", "a", "1");
            await().atMost(Patience.LONG).until(() -> held.size() == 1);
            for (int i = 0; i < 3; i++) {
                Status idle = Mapper.open(other).end();
                assertThat(idle.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(idle.getDescription()).contains("bactrian.detector.idle");
            }
            hold = false;
            held.forEach(Runnable::run);
            assertThat(working.next().getStatus()).isEqualTo("ok");
            assertThat(working.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            await().atMost(Patience.LONG).until(() -> server.open() == 0);
        } finally {
            other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void aDetectorThatIsOffSaysWhichKeyTurnsItOn() throws Exception {
        server.close();
        server = new DetectorServer(context,
                new DetectorSettings(false, STREAMS, WAITING, IDLE, 2, "default", Pattern.compile("ok")));
        ManagedChannel other = server.connect();
        Status off = Mapper.open(other).end();
        other.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);

        assertThat(off.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(off.getDescription()).contains("bactrian.detector.enabled");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"none, UNAUTHENTICATED", "Bearer correct-horse-batterz, UNAUTHENTICATED",
        "Bearer correct-horse-battery, OK"})
    void aStreamIsOpenToWhoMayAskForInference(String header, Status.Code code) throws Exception {
        token = ApiToken.of("correct-horse-battery");
        Metadata headers = new Metadata();
        if (header != null) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), header);
        }
        Mapper mapper = new Mapper();
        AnomalyDetectionServiceGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .streamDetect(mapper);
        mapper.send("single", "a", "1");

        if (code == Status.Code.OK) {
            assertThat(mapper.next().getStatus()).isEqualTo("ok");
        } else {
            Status refused = mapper.end();
            assertThat(refused.getCode()).isEqualTo(code);
            assertThat(refused.getDescription()).contains("bactrian.inference.token").doesNotContain("correct-horse");
        }
    }
}
