package io.bactrian.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.http.AnswerStreams;
import io.bactrian.learn.SampleSelector;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class AnswerTest {
    private static final Enriched WARMING = Trip.input(Trip.envelope(new byte[]{'{', '}'}, null, Envelope.NEVER));
    private static final Enriched FULL = new Enriched(WARMING.telemetry(), new DeviceProfile("pumps", Map.of(), Map.of()),
            Trip.MODEL, new double[30], null, 30, null);
    private static final ModelOutput OUTPUT = new ModelOutput(FULL, Trip.MODEL,
            List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5})));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FlowMeters meters = new FlowMeters(registry);
    private final ReplySteps replies = new ReplySteps(Trip.TOPICS, meters, null, Trip.NO_TWINS, DriftObserver.NONE,
            new AnswerStreams(10), Trip.NO_DEVICES);
    private final Processor answer = replies::answer;
    private final Processor sample = Steps::sample;

    @Test
    void whatTheModelSaidIsAddressedToTheDeviceAndKeptForTheSample() throws Exception {
        Exchange exchange = at(FULL, OUTPUT);

        answer.process(exchange);

        assertThat(body(exchange)).contains("\"score\":2.5");
        assertThat(replies.topic(MessageContext.of(exchange))).isEqualTo("devices/pump-7/inference");
        assertThat(registry.counter("bactrian.answers", "label", "none").count()).isEqualTo(1);
        assertThat(registry.counter("bactrian.answers.warming").count()).isZero();

        exchange.getMessage().setBody("whatever a route makes of it");
        sample.process(exchange);
        assertThat(body(exchange)).contains("\"outputs\":{\"score\":2.5}");
    }

    @Test
    void aMessageWhoseWindowFillsIsAnsweredAsWarmingWhateverItsBody() throws Exception {
        Exchange exchange = at(WARMING, "whatever a route made of it");

        answer.process(exchange);

        assertThat(body(exchange)).contains("\"state\":\"warming\",\"have\":2,\"need\":30");
        assertThat(registry.counter("bactrian.answers.warming").count()).isEqualTo(1);

        sample.process(exchange);
        assertThat(body(exchange)).contains("\"state\":\"warming\"").doesNotContain("outputs");
    }

    @Test
    void aMessageThatIsNotAnsweredCanBeSampled() throws Exception {
        Exchange exchange = at(FULL, OUTPUT);

        var codec = new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC());
        assertThat(new Steps(Trip.TOPICS, codec, null, SampleSelector.every(), meters, Trip.nobodyFollowed())
                .shouldSample(exchange)).isTrue();
        sample.process(exchange);

        assertThat(body(exchange)).contains("\"outputs\":{\"score\":2.5}");
    }

    @Test
    void aFullWindowWithoutTheModelsOutputInTheBodyIsAnErrorAndNotWarming() {
        for (Object body : new Object[]{FULL, "whatever a route made of it"}) {
            Exchange exchange = at(FULL, body);
            assertThatThrownBy(() -> answer.process(exchange)).hasMessageContaining("'infer:'")
                    .hasMessageContaining("'answer'");
            assertThatThrownBy(() -> sample.process(exchange)).hasMessageContaining("'infer:'");
        }
        assertThat(registry.counter("bactrian.answers.warming").count()).isZero();
    }

    @Test
    void aRouteThatLeftAStepOutIsToldWhich() {
        Exchange exchange = Trip.exchange();
        assertThatThrownBy(() -> answer.process(exchange)).hasMessageContaining("'decode'").hasMessageContaining("earlier");

        MessageContext.begin(exchange, WARMING.telemetry().envelope());
        assertThatThrownBy(() -> answer.process(exchange)).hasMessageContaining("'enrich'").hasMessageContaining("earlier");
    }

    private static String body(Exchange exchange) {
        return new String(exchange.getMessage().getBody(byte[].class), UTF_8);
    }

    private static Exchange at(Enriched input, Object body) {
        Exchange exchange = Trip.exchange();
        MessageContext.begin(exchange, input.telemetry().envelope()).enriched(input);
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
