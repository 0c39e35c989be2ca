package io.bactrian.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.Nodes;
import io.bactrian.announce.RolloutReport;
import io.bactrian.codec.AnswerCodec;
import io.bactrian.codec.RequestSampleCodec;
import io.bactrian.codec.Result;
import io.bactrian.codec.SampleCodec;
import io.bactrian.delivery.OrderStatus;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.homeassistant.Discovery;
import io.bactrian.homeassistant.Sensor;
import io.bactrian.kit.AsyncApi;
import io.bactrian.learn.DriftEvent;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.learn.ModelStatistics;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;
import io.bactrian.rollout.ComparisonResult;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.TwinUpdate;
import io.bactrian.twin.Twins;

/** What the service writes is what the AsyncAPI document says. */
class AsyncApiMessagesTest {
    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");
    private static final Enriched INPUT = input(Map.of("site", "north"));
    private static final ComparisonResult COMPARISON = new ComparisonResult(10, 9, 1, 0, 2, 0.5, 1.5, 3);

    private final AsyncApi api = new AsyncApi();

    private static Enriched input(Map<String, String> labels) {
        Enriched plain = Trip.input(Trip.traced("{\"values\":{\"a\":1}}".getBytes(UTF_8)));
        return new Enriched(plain.telemetry(), new DeviceProfile("pumps", labels, Map.of()), Trip.MODEL, new double[30], null,
                30,
                null);
    }

    private static Result.Answered answered(double... scores) {
        return new Result.Answered(
                new ModelOutput(INPUT, Trip.MODEL, List.of(new Tensor("score", Datatype.FP32, scores))));
    }

    private void isOne(String channel, String message, byte[] payload) {
        assertThat(api.problems(message, null, payload)).isEmpty();
        assertThat(api.channels().get(channel).path("messages").has(message)).isTrue();
    }

    /** A record for Kafka, with its headers but for the key. */
    private void isOne(String channel, Message record) {
        Map<String, String> headers = new HashMap<>();
        record.getHeaders().forEach((name, value) -> {
            if (!name.startsWith("kafka.")) {
                headers.put(name, value.toString());
            }
        });
        assertThat(record.getHeader("kafka.KEY")).isNotNull();
        assertThat(api.messages(channel, headers, record.getBody(byte[].class))).as("%s", headers).hasSize(1);
    }

    /** A row of a request. */
    private record Row() implements ModelInput {
        @Override
        public Manifest model() {
            return Trip.MODEL;
        }

        @Override
        public String orderKey() {
            return null;
        }

        @Override
        public double[] data() {
            return null;
        }

        @Override
        public ByteBuffer bytes(int input) {
            return ByteBuffer.allocate(30 * Float.BYTES);
        }
    }

    private static Message made(Processor step, Object body) throws Exception {
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setBody(body);
        step.process(exchange);
        return exchange.getMessage();
    }

    private static Processor step(String name, Consumer<StepRegistry> bind) {
        DefaultCamelContext context = new DefaultCamelContext();
        bind.accept(new StepRegistry(context.getRegistry()));
        return context.getRegistry().lookupByNameAndType(name, Processor.class);
    }

    @Test
    void answersAreOneOfTheThree() {
        isOne("inference", "answer", AnswerCodec.answer(INPUT, answered(0.5)));
        isOne("inference", "answer", AnswerCodec.answer(INPUT, answered(0.5, Double.NaN)));
        isOne("inference", "warming", AnswerCodec.answer(INPUT, new Result.Warming(Trip.MODEL, 2)));
        isOne("inference", "error", AnswerCodec.error("r-1", "pump-7", new BadInput(ErrorCode.NOT_JSON, "cut off")));
        assertThat(api.messages("inference", Map.of(), AnswerCodec.answer(INPUT, answered(0.5)))).containsExactly("answer");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeOfAnErrorIsKnown(ErrorCode code) {
        isOne("inference", "error", AnswerCodec.error("r-1", "pump-7", new BadInput(code, "why")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":\"r-1\"}", "[]",
        "{\"id\":\"r-1\",\"device\":\"d\",\"error\":{\"code\":\"new\",\"message\":\"\"}}",
        "{\"id\":\"r-1\",\"device\":\"d\",\"ts\":1,\"model\":\"m\",\"version\":\"1\",\"outputs\":{},\"more\":1}"})
    void whatIsNoAnswerIsNoticed(String other) {
        assertThat(api.messages("inference", Map.of(), other.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void samplesAndDeadLettersAreRecordsWithTheirHeaders() {
        for (Object body : new Object[]{answered(0.5).output(), INPUT}) {
            Exchange exchange = Trip.exchange();
            Enriched input = body == INPUT
                    ? new Enriched(INPUT.telemetry(), INPUT.profile(), INPUT.model(), null, null, 2, null)
                    : INPUT;
            MessageContext.begin(exchange, input.telemetry().envelope()).enriched(input);
            exchange.getMessage().setBody(body);
            Steps.sample(exchange);
            isOne("samples", exchange.getMessage());
        }
        Exchange refused = Trip.exchange();
        MessageContext.begin(refused, INPUT.telemetry().envelope());
        refused.setProperty(Exchange.EXCEPTION_CAUGHT, new BadInput(ErrorCode.NOT_JSON, "r-1", "cut off"));
        new DeadLetterSteps(new DeadLetters()).deadLetter(refused);
        isOne("deadLetters", refused.getMessage());
        assertThat(api.problems("requestSample", null,
                RequestSampleCodec.encode("r-1", 1,
                        List.of(new ModelOutput(new Row(), Trip.MODEL, answered(1).output().outputs())))))
                .isEmpty();
        assertThat(api.problems("sample", null, SampleCodec.encode(input(Map.of()), answered(1)))).isEmpty();
    }

    @Test
    void eventsAndRecordsOfTheLearningLoopAreDescribed() throws Exception {
        for (ModelEvent.Kind kind : ModelEvent.Kind.values()) {
            isOne("modelEvents", "modelEvent", ModelJson.bytes(ModelJson.event(
                    new ModelEvent("e-1", AT, "pump", 2, kind, "because", kind.ordinal() % 2 == 0 ? COMPARISON : null))));
        }
        for (boolean began : new boolean[]{true, false}) {
            var channel = new DriftEvent.Channel("Pressure", 0.4, 0.1, 1.5, began ? 0.2 : Double.POSITIVE_INFINITY, 3_600,
                    new double[]{1, 2}, new double[]{0.25, 0.5, 0.25, 0}, new double[]{0, 0, 1, 0});
            var event = new DriftEvent("pump", "2", "north", began, AT, AT, List.of(channel), began ? 0.87 : Double.NaN);
            Exchange exchange = Trip.exchange();
            exchange.getMessage().setBody(event);
            DriftSteps.encode(exchange);
            isOne("modelEvents", "driftEvent", exchange.getMessage().getBody(byte[].class));
            step("drift-record", new DriftSteps(DriftObserver.NONE)::bind).process(exchange);
            isOne("drift", exchange.getMessage());
        }
        isOne("modelEvents", "deliveryEvent", made(DeliverySteps::encode,
                new OrderStatus("o-1", "pump", 2, "fetching", "slow", 10, 100, AT)).getBody(byte[].class));
        for (Sensor.Kind kind : Sensor.Kind.values()) {
            isOne("sensors", "sensor", new Discovery(true, "homeassistant", Trip.TOPICS::inference, System::nanoTime)
                    .message(new Sensor("pump-7", "pump", kind)).payload());
        }
        var values = new ModelStatistics.Values(60, 0.5, 0.1, 0.9, new double[]{1, 2, 3, 4, 5, 6, 7});
        isOne("statistics", made(step("statistics-record", new StatisticsSteps(new NodeName("edge-7"))::bind),
                new ModelStatistics("pump", "2", AT, AT.plusSeconds(60), 60, 2, 1, 0, Map.of("normal", 60L), 0, values, values,
                        0.87, new DriftMonitor.Summary(3, 1, 1.5))));
    }

    @Test
    void announcementsAndReportsAreDescribed() throws Exception {
        for (Announcement announcement : List.of(
                new Announcement("pump", 3, Announcement.State.ANNOUNCED, URI.create("https://cloud/a"),
                        "0123456789abcdef".repeat(4),
                        123, "c2ln", new Nodes(Set.of("edge-1"), Map.of("zone", "north"), Set.of("pump-7")),
                        Announcement.Promote.GATED, AT.plusSeconds(60), AT),
                new Announcement("pump", 1, Announcement.State.WITHDRAWN, URI.create("http://h/a"),
                        "0123456789abcdef".repeat(4), -1,
                        null, Nodes.ALL, null, null, AT))) {
            isOne("announcements", "announcement", AnnouncementJson.write(announcement));
        }
        for (RolloutReport report : List.of(RolloutReport.started("r-1", AT, "edge-1", Map.of("zone", "north")),
                new RolloutReport("r-2", AT, "edge-1", "pump", 3, "rolled-back", "worse", ModelJson.comparison(COMPARISON),
                        Map.of()),
                new RolloutReport("r-3", AT, "edge-1", "pump", 3, "queued", null, JsonNodeFactory.instance.objectNode()
                        .setAll(ModelJson.comparison(new ComparisonResult(0, 0, 0, 0, 0, Double.NaN, Double.NaN, 0))),
                        Map.of()))) {
            isOne("reports", made(DeliverySteps::report, report));
        }
    }

    @Test
    void updatesOfTwinsAreDescribedAndTheirTopicIsTheChannels() {
        Twins twins = new Twins(new TwinSettings(Pattern.compile("pump"), "ai-", "plant", Duration.ofSeconds(1)),
                System::nanoTime);
        twins.answered("pump-7", "anomaly", 0.5, "2");
        TwinUpdate update = twins.next().orElseThrow();

        assertThat(api.channelOf(update.topic())).isEqualTo("twinUpdates");
        isOne("twinUpdates", "twinUpdate", update.payload());
        assertThat(api.channelOf(ControlSteps.eventTopic("a/b+c"))).isEqualTo("modelEvents");
        assertThat(Stream.of("devices/x/inference", "devices/x/telemetry", "$hw/events/device/plant/pump-7/twin/update/result")
                .map(api::channelOf)).containsExactly("inference", "telemetry", "twinResults");
    }
}
