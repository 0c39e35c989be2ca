package io.bactrian.flow;

import java.util.Map;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.codec.CloudEvent;
import io.bactrian.codec.PictureSample;
import io.bactrian.codec.Result;
import io.bactrian.codec.SampleCodec;
import io.bactrian.enrich.Enriched;
import io.bactrian.enrich.Enricher;
import io.bactrian.learn.SampleSelector;
import io.bactrian.learn.Selection;
import io.bactrian.model.ModelOutput;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;
import io.bactrian.threads.UncaughtErrors;

/** The steps from telemetry to model and sample. */
@Singleton
final class Steps {
    private final DeviceTopics topics;
    private final TelemetryCodec codec;
    private final TelemetryCodec flat;
    private final Enricher enricher;
    private final SampleSelector selector;
    private final FlowMeters meters;
    private final MessageTrails trails;

    Steps(DeviceTopics topics, TelemetryCodec codec, Enricher enricher, SampleSelector selector, FlowMeters meters,
            MessageTrails trails) {
        this.topics = topics;
        this.codec = codec;
        this.flat = codec.flat();
        this.enricher = enricher;
        this.selector = selector;
        this.meters = meters;
        this.trails = trails;
    }

    void bind(StepRegistry steps) {
        steps.step("decode", this::decode);
        steps.step("decode-flat", this::decodeFlat);
        steps.step("enrich", this::enrich);
        steps.condition("should-sample", this::shouldSample);
        steps.step("sample", Steps::sample);
        steps.step("end-process", Steps::endProcess);
    }

    void decode(Exchange exchange) {
        decode(exchange, codec);
    }

    void decodeFlat(Exchange exchange) {
        decode(exchange, flat);
    }

    private void decode(Exchange exchange, TelemetryCodec reader) {
        MessageContext context = MessageContext.begin(exchange, topics);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        meters.received.increment();
        Telemetry telemetry = trails.decode(exchange, context, reader);
        topics.check(context.envelope().device(), telemetry == null ? null : telemetry.id());
        message.setBody(telemetry);
    }

    private void enrich(Exchange exchange) throws InvalidPayloadException {
        Enriched input = enricher.enrich(exchange.getMessage().getMandatoryBody(Telemetry.class));
        MessageContext context = MessageContext.of(exchange);
        context.enriched(input);
        TrailNotes.enriched(context);
        exchange.getMessage().setBody(input);
    }

    /** Decides once a message. */
    boolean shouldSample(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        if (context.selection() == null) {
            Enriched input = context.input();
            ModelOutput output = context.result(exchange.getMessage()) instanceof Result.Answered given ? given.output() : null;
            context.selected(selector.select(input, output, input.telemetry().id()));
            meters.selected(context.selection());
            TrailNotes.selected(context);
        }
        return context.selection().kept();
    }

    static void sample(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        Message message = exchange.getMessage();
        Enriched input = context.input();
        Result result = context.result(message);
        Telemetry telemetry = input.telemetry();
        byte[] sample = telemetry.isPicture() ? telemetry.envelope().payload() : SampleCodec.encode(input, result);
        Map<String, String> headers = telemetry.isPicture()
                ? PictureSample.headers(input, result)
                : CloudEvent.sample(telemetry.id(), telemetry.device(), telemetry.timestamp());
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, telemetry.device());
        headers.forEach(message::setHeader);
        CloudEvent.trace(telemetry.envelope().trace()).forEach(message::setHeader);
        Selection selection = context.selection();
        if (selection != null) {
            CloudEvent.selection(selection.reason(), selection.probability()).forEach(message::setHeader);
        }
        message.setBody(sample);
    }

    /** Does not end it for a stack overflow, which is one message's own. */
    static void endProcess(Exchange exchange) {
        UncaughtErrors.handOverFatal(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
}
