package io.bactrian.flow;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.codec.CloudEvent;
import io.bactrian.codec.SampleCodec;
import io.bactrian.codec.SamplePolicy;
import io.bactrian.enrich.Enriched;
import io.bactrian.enrich.Enricher;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;
import io.bactrian.threads.UncaughtErrors;

/** The steps from telemetry to model and sample, by the names that routes use; docs/routes.md describes each. */
@Singleton
final class Steps {
    private final DeviceTopics topics;
    private final TelemetryCodec codec;
    private final Enricher enricher;
    private final SamplePolicy policy;
    private final FlowMeters meters;

    Steps(DeviceTopics topics, TelemetryCodec codec, Enricher enricher, SamplePolicy policy, FlowMeters meters) {
        this.topics = topics;
        this.codec = codec;
        this.enricher = enricher;
        this.policy = policy;
        this.meters = meters;
    }

    @Produces
    @Singleton
    @Named("decode")
    Processor decode() {
        return exchange -> decode(exchange, codec);
    }

    @Produces
    @Singleton
    @Named("decode-flat")
    Processor decodeFlat() {
        TelemetryCodec flat = codec.flat();
        return exchange -> decode(exchange, flat);
    }

    private void decode(Exchange exchange, TelemetryCodec reader) {
        MessageContext context = MessageContext.begin(exchange, topics);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        meters.received();
        Telemetry telemetry = reader.decode(context.envelope());
        topics.check(telemetry.device(), telemetry.id());
        message.setBody(telemetry);
    }

    @Produces
    @Singleton
    @Named("enrich")
    Processor enrich() {
        return exchange -> {
            Enriched input = enricher.enrich(exchange.getMessage().getMandatoryBody(Telemetry.class));
            MessageContext.of(exchange).enriched(input);
            exchange.getMessage().setBody(input);
        };
    }

    @Produces
    @Singleton
    @Named("should-sample")
    Predicate shouldSample() {
        return exchange -> {
            MessageContext context = MessageContext.of(exchange);
            return policy.keep(context.input(), context.result(exchange.getMessage()));
        };
    }

    @Produces
    @Singleton
    @Named("sample")
    static Processor sample() {
        return exchange -> {
            MessageContext context = MessageContext.of(exchange);
            Message message = exchange.getMessage();
            byte[] sample = SampleCodec.encode(context.input(), context.result(message));
            Telemetry telemetry = context.input().telemetry();
            message.removeHeaders("*");
            message.setHeader(KafkaConstants.KEY, telemetry.device());
            CloudEvent.sample(telemetry.id(), telemetry.device(), telemetry.timestamp()).forEach(message::setHeader);
            message.setBody(sample);
        };
    }

    /** Does not end it for a stack overflow, which is one message's own. */
    @Produces
    @Singleton
    @Named("end-process")
    static Processor endProcess() {
        return exchange -> UncaughtErrors.handOverFatal(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
}
