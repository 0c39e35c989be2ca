package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.http.AnswerStreams;
import io.bactrian.learn.DriftEvent;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.learn.DriftSettings;
import io.bactrian.learn.SampleSelector;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.SamplePolicy;
import io.bactrian.model.Sampling;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** From answers to drift, and from drift to more samples. */
class DriftObserverTest {
    private static final Telemetry TELEMETRY = Trip.input(Trip.envelope(new byte[]{'{', '}'}, null, Envelope.NEVER))
            .telemetry();

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final Random random = new Random(4);
    private Instant now = Instant.parse("2026-01-31T00:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final List<DriftEvent> events = new ArrayList<>();
    private final DriftMonitor monitor = new DriftMonitor(new DriftSettings(Duration.ofMinutes(20), 1_000, 1, true), null,
            events::add, clock);
    private final DriftObserver observer = new DriftObserver(monitor, "site");
    private final ReplySteps replies = new ReplySteps(Trip.TOPICS, new FlowMeters(new SimpleMeterRegistry()), null,
            Trip.NO_TWINS, observer, new AnswerStreams(10), Trip.NO_DEVICES);

    @Test
    void whatIsAnsweredIsComparedByGroupAndAShareOfTheGroupThatDriftsIsSampled() throws Exception {
        hour(0);
        assertThat(events).isEmpty();
        hour(3);

        assertThat(events).extracting(DriftEvent::group).containsExactly("south");
        assertThat(sampled("north")).isZero();
        assertThat(sampled("south")).isBetween(150, 250);
    }

    private void hour(double shift) throws Exception {
        for (int second = 0; second < 3_600; second++) {
            answer("north", random.nextGaussian());
            answer("south", random.nextGaussian() + shift);
            now = now.plusSeconds(1);
            monitor.step();
        }
    }

    private void answer(String site, double value) throws Exception {
        Enriched input = input(site, value);
        Exchange exchange = new DefaultExchange(CAMEL);
        MessageContext context = MessageContext.begin(exchange, TELEMETRY.envelope());
        context.enriched(input);
        exchange.getMessage().setBody(output(input));
        replies.answer(context, exchange.getMessage());
    }

    /** Of a thousand messages. */
    private int sampled(String site) {
        SampleSelector selector = new SampleSelector(
                new Sampling(SamplePolicy.of("drift"), 0., 0., null, 0., 0., 0.2, Sampling.Quota.NONE, Sampling.Quota.NONE),
                observer::drifting, 10, null, clock);
        int kept = 0;
        for (int i = 0; i < 1_000; i++) {
            Enriched input = input(site, random.nextGaussian());
            kept += selector.select(input, output(input), "r-" + i).kept() ? 1 : 0;
        }
        return kept;
    }

    private static Enriched input(String site, double value) {
        double[] data = new double[30];
        data[29] = value;
        return new Enriched(TELEMETRY, new DeviceProfile("pumps", Map.of("site", site), Map.of()), Trip.MODEL, data, null, 30,
                null);
    }

    private static ModelOutput output(Enriched input) {
        return new ModelOutput(input, Trip.MODEL, List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5})));
    }
}
