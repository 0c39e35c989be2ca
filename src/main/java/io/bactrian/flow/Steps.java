package io.bactrian.flow;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
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
import io.bactrian.threads.UncaughtErrors;
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

    /** Does not end it for a stack overflow, which is one message's own. */
    @Produces
    @Singleton
    @Named("end-process")
    static Processor endProcess() {
        return exchange -> UncaughtErrors.handOverFatal(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    @Produces
    @Singleton
    @Named("plain-address")
    Processor plainAddress() {
        return new PlainAddress(addressing, meters);
    }

    @Produces
    @Singleton
    @Named("record-latency")
    Processor recordLatency(Retries retries) {
        return new RecordLatency(meters, retries);
    }

    @Produces
    @Singleton
    @Named("not-expired")
    Predicate notExpired() {
        return new NotExpired(meters);
    }

    @Produces
    @Singleton
    @Named("sample")
    Processor sample(SampleCodec codec) {
        return new Sample(codec);
    }

    @Produces
    @Singleton
    @Named("should-sample")
    Predicate shouldSample(SamplePolicy policy) {
        return new ShouldSample(policy);
    }

    @Produces
    @Singleton
    @Named("dead-letter")
    Processor deadLetter() {
        return new DeadLetter();
    }

    @Produces
    @Singleton
    @Named("undeliverable")
    Processor undeliverable() {
        return new Undeliverable();
    }

    @Produces
    @Singleton
    @Named("can-be-cut")
    Predicate canBeCut() {
        return Undeliverable.CAN_BE_CUT;
    }

    @Produces
    @Singleton
    @Named("holds-dead-letters")
    Predicate holdsDeadLetters(@ConfigProperty(name = "bactrian.dead-letters.topic") String topic) {
        return MisplacedDeadLetters.held(topic);
    }

    @Produces
    @Singleton
    @Named("take-dead-letters")
    Processor takeDeadLetters(@ConfigProperty(name = "bactrian.dead-letters.topic") String topic) {
        return MisplacedDeadLetters.take(topic);
    }

    @Produces
    @Singleton
    @Named("samples-again")
    Processor samplesAgain() {
        return MisplacedDeadLetters::samplesAgain;
    }
}
