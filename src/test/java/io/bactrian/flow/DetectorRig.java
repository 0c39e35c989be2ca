package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.enrich.Assembly;
import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enricher;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.grpc.DetectorServer;
import io.bactrian.grpc.DetectorSettings;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiToken;
import io.bactrian.http.InferenceAccess;
import io.bactrian.infer.InferComponent;
import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.infer.onnx.Graph;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped route of properties that a mapper streams, over gRPC, with models on ONNX Runtime and spools on disk. */
final class DetectorRig {
    private static final int STREAMS = 2;
    static final int WAITING = 4;
    static final Duration IDLE = Duration.ofMinutes(10);

    private final Path dir;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final OnnxEngine engine = new OnnxEngine(new SimpleMeterRegistry(), 1 << 30,
            new Pictures(Pictures.USUAL_MOST_PIXELS));
    final FixedModels models = new FixedModels();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Twins twins = new Twins(new TwinSettings(Pattern.compile(".*"), "", "default", Duration.ofSeconds(1)),
            System::nanoTime);
    final AtomicLong clock = new AtomicLong();
    final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    volatile boolean hold;
    volatile ApiToken token = ApiToken.NONE;
    RowAssembler assembler;
    DetectorServer server;
    ManagedChannel channel;

    DetectorRig(Path dir) throws Exception {
        this.dir = dir;
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
        new Steps(topics, codec, enricher, SampleSelector.every(), meters, Trip.nobodyFollowed()).bind(steps);
        holdable(context.getRegistry().lookupByNameAndType("enrich", Processor.class));
        new DeadLetterSteps(new DeadLetters()).bind(steps);
        var streams = new AnswerStreams(2);
        var replies = new ReplySteps(topics, meters, null, Trip.twins(twins), DriftObserver.NONE, streams,
                Trip.NO_DEVICES);
        new DeviceRequestSteps(topics, codec, replies, meters, null, streams, Trip.nobodyFollowed()).bind(steps);
        new AssemblySteps(assembler).bind(steps);
        new DetectorSteps(context, topics, codec, assembler, meters, Trip.nobodyFollowed(), registry).bind(steps);
        DetectorServer.bind(context, new InferenceAccess(() -> token, "127.0.0.1", true));
        load("sample");
        load("detector");
        context.start();
        server = server(true, IDLE);
        channel = server.connect();
    }

    private DetectorServer server(boolean enabled, Duration idle) throws Exception {
        return new DetectorServer(context,
                new DetectorSettings(enabled, STREAMS, WAITING, idle, 2, "default", Pattern.compile("normal|ok")));
    }

    /** Another server; {@link #channel} stays that of the first. */
    void restart(boolean enabled, Duration idle) throws Exception {
        server.close();
        server = server(enabled, idle);
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

    void close() throws Exception {
        channel.shutdownNow();
        channel.awaitTermination(1, TimeUnit.MINUTES);
        server.close();
        assembler.close();
        context.stop();
        engine.close();
    }

    /** What comes into a spool from now on, and what waits there: {@code ce_source}, and the record. */
    Queue<String> drain(String spool) throws Exception {
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
}
