package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.learn.SampleSelector;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.SamplePolicy;
import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Which messages become samples, and what their records say of it. */
class SampleTest {
    private static final Quota ONE_A_DAY = new Quota(null, null, 1);
    private static final Enriched WARMING = Trip.input(Trip.envelope(new byte[]{'{', '}'}, null, Envelope.NEVER));
    private static final Enriched FULL = new Enriched(WARMING.telemetry(), new DeviceProfile("pumps", Map.of(), Map.of()),
            Trip.MODEL, new double[30], null, 30, null);
    private static final ModelOutput OUTPUT = new ModelOutput(FULL, Trip.MODEL,
            List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5})));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FlowMeters meters = new FlowMeters(registry);
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aRecordSaysWhyItWasKeptAndWithWhichProbability() {
        Exchange exchange = answered();

        assertThat(steps(sampling("random", 1, Quota.NONE)).shouldSample(exchange)).isTrue();
        Steps.sample(exchange);

        assertThat(exchange.getMessage().getHeaders()).containsEntry("ce_reason", "random").containsEntry("ce_probability", "1")
                .containsEntry("ce_type", "io.bactrian.sample.v1");
        assertThat(count("selected", "reason", "random")).isEqualTo(1);
    }

    @Test
    void theTraceContextGoesOnInARecordsHeadersAndThereIsNoneWithoutOne() {
        Exchange plain = answered();
        Steps.sample(plain);
        Exchange traced = Trip.exchange();
        Enriched input = Trip.input(Trip.traced(new byte[]{'{', '}'}));
        MessageContext.begin(traced, input.telemetry().envelope()).enriched(input);
        Steps.sample(traced);

        assertThat(traced.getMessage().getHeaders()).containsEntry("traceparent", Trip.TRACE.parent())
                .containsEntry("tracestate", "a=1").containsEntry("ce_traceparent", Trip.TRACE.parent())
                .containsEntry("ce_tracestate", "a=1");
        assertThat(plain.getMessage().getHeaders().keySet()).noneMatch(name -> name.contains("trace"));
    }

    @Test
    void aProbabilityBelowOneIsWrittenAsANumber() {
        for (int i = 0; i < 10_000; i++) {
            double[] data = new double[30];
            data[0] = i;
            Exchange exchange = answered();
            MessageContext.of(exchange).enriched(new Enriched(FULL.telemetry(), FULL.profile(), FULL.model(), data, null, 30,
                    null));
            exchange.getMessage().setBody(new ModelOutput(MessageContext.of(exchange).input(), Trip.MODEL, OUTPUT.outputs()));
            if (steps(sampling("random", 0.125, Quota.NONE)).shouldSample(exchange)) {
                Steps.sample(exchange);
                assertThat(exchange.getMessage().getHeader("ce_probability")).isEqualTo("0.125");
                return;
            }
        }
        throw new AssertionError("nothing was kept");
    }

    @Test
    void aMessageIsDecidedOnceHoweverOftenARouteAsks() {
        Steps steps = steps(sampling("every", 0, ONE_A_DAY));
        Exchange exchange = answered();

        assertThat(steps.shouldSample(exchange)).isTrue();
        assertThat(steps.shouldSample(exchange)).isTrue();
        assertThat(steps.shouldSample(answered())).isFalse();
        assertThat(count("selected", "reason", "every")).isEqualTo(1);
        assertThat(count("left.out", "by", "quota")).isEqualTo(1);
    }

    @Test
    void whatIsNotKeptIsCounted() {
        assertThat(steps(sampling("none", 0, Quota.NONE)).shouldSample(answered())).isFalse();

        assertThat(count("left.out", "by", "policy")).isEqualTo(1);
    }

    @Test
    void aRouteThatSamplesByItsOwnRulesHasNoReasonInItsRecords() {
        Exchange exchange = answered();
        Steps.sample(exchange);

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKeys("ce_reason", "ce_probability").containsKey("ce_id");
    }

    @Test
    void aDisagreementIsSampledAfterItsAnswerWithoutAProbability() throws Exception {
        LinkedBlockingQueue<Map<String, Object>> records = new LinkedBlockingQueue<>();
        Steps steps = steps(sampling("none", 0, Quota.NONE));
        run(new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (steps.shouldSample(exchange)) {
                    Steps.sample(exchange);
                    records.add(exchange.getMessage().getHeaders());
                }
                callback.done(true);
                return true;
            }
        });
        sampler("disagreement").accept(OUTPUT);
        sampler("random").accept(OUTPUT);

        Map<String, Object> record = records.poll(60, TimeUnit.SECONDS);
        assertThat(record).containsEntry("ce_reason", "disagreement").containsEntry("ce_id", FULL.telemetry().id())
                .doesNotContainKey("ce_probability");
        assertThat(count("selected", "reason", "disagreement")).isEqualTo(1);
    }

    @Test
    void disagreementsThatTheDiskCannotTakeAreDroppedAndCountedAndHoldUpNobody() throws Exception {
        LinkedBlockingQueue<AsyncCallback> waiting = new LinkedBlockingQueue<>();
        run(new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                waiting.add(callback);
                return false;
            }
        });
        DisagreementSampler sampler = sampler("disagreement");
        for (int i = 0; i < 100; i++) {
            sampler.accept(OUTPUT);
        }

        assertThat(count("left.out", "by", "backlog")).isEqualTo(36);
        Awaitility.await().until(() -> waiting.size() == 64);
        waiting.forEach(callback -> callback.done(false));
        waiting.clear();
        Awaitility.await().untilAsserted(() -> {
            sampler.accept(OUTPUT);
            assertThat(waiting.size()).isPositive();
        });
        Awaitility.await().until(() -> {
            for (AsyncCallback one = waiting.poll(); one != null; one = waiting.poll()) {
                one.done(false);
            }
            return context.getInflightRepository().size() == 0;
        });
    }

    private void run(AsyncProcessorSupport sample) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:sample").process(sample);
            }
        });
        context.start();
    }

    private DisagreementSampler sampler(String policy) {
        return new DisagreementSampler(context.createProducerTemplate(),
                new SampleSelector(sampling(policy, 0, Quota.NONE), (model, input) -> false, 10, null, Clock.systemUTC()),
                meters);
    }

    private Steps steps(Sampling sampling) {
        return new Steps(Trip.TOPICS, new TelemetryCodec(1000, Duration.ofDays(1), Clock.systemUTC()),
                null, new SampleSelector(sampling, (model, input) -> false, 10, null, Clock.systemUTC()), meters,
                Trip.nobodyFollowed());
    }

    private static Sampling sampling(String policy, double random, Quota device) {
        return new Sampling(SamplePolicy.of(policy), 0.5, 0.2, null, 0.1, random, 0.2, device, Quota.NONE);
    }

    private double count(String what, String tag, String value) {
        return registry.counter("bactrian.samples." + what, tag, value).count();
    }

    private static Exchange answered() {
        Exchange exchange = Trip.exchange();
        MessageContext.begin(exchange, FULL.telemetry().envelope()).enriched(FULL);
        exchange.getMessage().setBody(OUTPUT);
        return exchange;
    }
}
