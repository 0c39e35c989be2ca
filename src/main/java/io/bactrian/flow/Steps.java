package io.bactrian.flow;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.bactrian.enrich.Enricher;
import io.bactrian.reply.AnswerCodec;
import io.bactrian.reply.ReplyAddress;
import io.bactrian.sample.SampleCodec;
import io.bactrian.sample.SamplePolicy;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.MeterRegistry;

/** The steps and conditions by the names that routes call them; docs/routes.md describes each. */
@Singleton
final class Steps {
    private final FlowMeters meters;
    private final Addressing addressing;

    Steps(MeterRegistry registry, ReplyAddress address) {
        this.meters = new FlowMeters(registry);
        this.addressing = new Addressing(address);
    }

    @Produces
    @Singleton
    @Named("decode")
    Processor decode(DeviceTopics topics, TelemetryCodec codec) {
        return new Decode(topics, codec, meters);
    }

    @Produces
    @Singleton
    @Named("decode-flat")
    Processor decodeFlat(DeviceTopics topics, TelemetryCodec codec) {
        return new Decode(topics, codec.flat(), meters);
    }

    @Produces
    @Singleton
    @Named("enrich")
    Processor enrich(Enricher enricher) {
        return new Enrich(enricher);
    }

    @Produces
    @Singleton
    @Named("answer")
    Processor answer(AnswerCodec codec) {
        return new Answer(codec, addressing, meters);
    }

    @Produces
    @Singleton
    @Named("refuse")
    Processor refuse(AnswerCodec codec) {
        return new Refuse(codec, addressing, meters);
    }

    @Produces
    @Singleton
    @Named("replied")
    Processor replied() {
        return new Replied(meters);
    }

    @Produces
    @Singleton
    @Named("still-waited-for")
    Predicate stillWaitedFor() {
        return new StillWaitedFor(meters);
    }

    @Produces
    @Singleton
    @Named("sample")
    Processor sample(SampleCodec codec, @ConfigProperty(name = "bactrian.samples.topic") String topic) {
        return new Sample(codec, topic);
    }

    @Produces
    @Singleton
    @Named("worth-keeping")
    Predicate worthKeeping(SamplePolicy policy) {
        return new WorthKeeping(policy);
    }

    @Produces
    @Singleton
    @Named("dead-letter")
    Processor deadLetter(@ConfigProperty(name = "bactrian.dead-letters.topic") String topic) {
        return new DeadLetter(topic);
    }
}
