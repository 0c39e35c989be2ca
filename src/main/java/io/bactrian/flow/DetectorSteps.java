package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.DefaultExchange;

import io.bactrian.codec.AnswerCodec;
import io.bactrian.codec.Result;
import io.bactrian.enrich.Assembly;
import io.bactrian.enrich.OpenRow.Part;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.grpc.DetectorAnswer;
import io.bactrian.grpc.DeviceProperty;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The steps of the properties that mappers of KubeEdge stream. A value that waits for its row is in memory only, and its message ends at
 * once: a mapper that sends one property after the other would wait for itself. The row's last message goes on with it; where the
 * row's time is over, an exchange of its own does.
 */
@Singleton
final class DetectorSteps {
    private static final String TOPIC = "/kubeedge.anomalydetector.v1.AnomalyDetectionService/StreamDetect";
    private static final String LATE = "direct:late-row?block=false";

    private final CamelContext camel;
    private final DeviceTopics topics;
    private final TelemetryCodec codec;
    private final RowAssembler assembler;
    private final FlowMeters meters;
    private final MessageTrails trails;
    private final Counter lost;
    private final AtomicInteger messages = new AtomicInteger();
    private volatile AsyncProducer late;

    DetectorSteps(CamelContext camel, DeviceTopics topics, TelemetryCodec codec, RowAssembler assembler, FlowMeters meters,
            MessageTrails trails, MeterRegistry registry) {
        this.camel = camel;
        this.topics = topics;
        this.codec = codec.kubeEdge();
        this.assembler = assembler;
        this.meters = meters;
        this.trails = trails;
        this.lost = Counter.builder("bactrian.detector.lost")
                .description("Values from mappers whose row was not answered, or was open at the stop").register(registry);
    }

    void bind(StepRegistry steps) {
        steps.step("decode-property", this::decode);
        steps.step("assemble-property", this::assemble);
        steps.step("respond-property", DetectorSteps::respond);
    }

    private void decode(Exchange exchange) throws InvalidPayloadException {
        DeviceProperty property = exchange.getMessage().getMandatoryBody(DeviceProperty.class);
        byte[] payload = property.payload();
        MessageContext context = MessageContext.begin(exchange, new Envelope(property.device(), TOPIC, payload, payload.length,
                messages.incrementAndGet(), true, System.nanoTime(), null, null, Envelope.NEVER, null, null));
        exchange.getMessage().removeHeaders("*");
        meters.received.increment();
        topics.check(property.device(), null);
        exchange.getMessage().setBody(trails.decode(exchange, context, codec));
    }

    private void assemble(Exchange exchange) throws InvalidPayloadException {
        Telemetry telemetry = exchange.getMessage().getMandatoryBody(Telemetry.class);
        Assembly assembly = assembler.of(telemetry.device());
        if (assembly == null) {
            return;
        }
        RowAssembler.Added added = assembler.add(telemetry, assembly, new Value(MessageContext.of(exchange).envelope()));
        if (added.row() == null) {
            MessageContext.of(exchange).respond(AnswerCodec.state(telemetry, added.waits() ? "incomplete" : "no-channel"));
            exchange.getMessage().setBody(null);
        } else {
            AssemblySteps.goOn(exchange, added.row(), added.others());
        }
    }

    private static void respond(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        String label = context.answered() instanceof Result.Answered given ? given.output().label() : null;
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(new DetectorAnswer(label, context.refusal() != null,
                new String(context.response(), StandardCharsets.UTF_8)));
    }

    /** A value in a row. Its message has ended. */
    private final class Value implements Part {
        private final Envelope envelope;

        Value(Envelope envelope) {
            this.envelope = envelope;
        }

        @Override
        public void lead(Telemetry row, List<Part> others) {
            Exchange exchange = new DefaultExchange(camel, ExchangePattern.InOnly);
            MessageContext.begin(exchange, envelope);
            AssemblySteps.goOn(exchange, row, others);
            try {
                late().process(exchange, synchronous -> ended(exchange));
            } catch (RuntimeException e) {
                exchange.setException(e);
                ended(exchange);
            }
        }

        private void ended(Exchange exchange) {
            if (exchange.getException() != null || exchange.getProperty(Exchange.EXCEPTION_CAUGHT) != null) {
                lost.increment();
            }
        }

        @Override
        public void end() {
            // its message has ended before
        }

        @Override
        public void fail(Exception cause) {
            lost.increment();
        }
    }

    private AsyncProducer late() {
        AsyncProducer known = late;
        if (known == null) {
            try {
                known = camel.getEndpoint(LATE).createAsyncProducer();
                known.start();
            } catch (Exception e) {
                throw new IllegalStateException(LATE, e);
            }
            late = known;
        }
        return known;
    }
}
