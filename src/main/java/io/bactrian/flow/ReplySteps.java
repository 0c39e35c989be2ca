package io.bactrian.flow;

import java.util.List;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

import io.bactrian.codec.AnswerCodec;
import io.bactrian.codec.Result;
import io.bactrian.http.AnswerStreams;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.trace.TraceContext;

/**
 * The steps from a result, or an error, to the device. An answer goes to the message's Response Topic where that is below the device's own
 * level, else to the device's inference topic: no device makes the service publish on another's topic. It has the message's
 * correlation data, its trace context, and what is left of its expiry.
 */
@Singleton
final class ReplySteps {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final DeviceTopics topics;
    private final FlowMeters meters;
    private final Retries retries;
    private final TwinSteps twins;
    private final DriftObserver drift;
    private final AnswerStreams streams;
    private final DeviceObserver devices;

    ReplySteps(DeviceTopics topics, FlowMeters meters, Retries retries, TwinSteps twins, DriftObserver drift,
            AnswerStreams streams, DeviceObserver devices) {
        this.topics = topics;
        this.meters = meters;
        this.retries = retries;
        this.twins = twins;
        this.drift = drift;
        this.streams = streams;
        this.devices = devices;
    }

    void bind(StepRegistry steps) {
        steps.step("answer", this::answer);
        steps.step("refuse", this::refuse);
        steps.condition("not-expired", this::notExpired);
        steps.expression("reply-topic", exchange -> topic(MessageContext.of(exchange)));
        steps.expression("inference-topic", exchange -> inference(MessageContext.of(exchange)));
        steps.step("plain-address", this::plainAddress);
        steps.step("record-latency", this::recordLatency);
    }

    void answer(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        byte[] answer = answer(context, exchange.getMessage());
        address(exchange.getMessage(), context);
        devices.sent(context.envelope(), topic(context), context.answered());
        exchange.getMessage().setBody(answer);
    }

    /** What the device gets, be it over MQTT or HTTP; it is counted, and seen by drift, twins and who looks at the device. */
    byte[] answer(MessageContext context, Message message) {
        Result result = context.result(message);
        meters.answered(result);
        if (result instanceof Result.Answered given) {
            drift.observe(context.input(), given.output());
        }
        twins.answered(context.input(), result);
        devices.answered(context.input(), result);
        byte[] answer = AnswerCodec.answer(context.input(), result);
        streams.answered(context.envelope().device(), answer);
        TrailNotes.answered(context, result, answer);
        return answer;
    }

    private void refuse(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        byte[] error = error(context, context.cause(exchange));
        address(exchange.getMessage(), context);
        exchange.getMessage().setBody(error);
    }

    /** What the device gets in place of an answer, be it over MQTT or HTTP; it is counted, and seen by who looks at the device. */
    byte[] error(MessageContext context, BadInput cause) {
        String device = context.envelope().device();
        context.refused(cause);
        meters.refused(cause.code());
        byte[] error = AnswerCodec.error(context.id(cause), device, cause);
        streams.refused(device, error);
        devices.refused(device, cause);
        TrailNotes.refused(context, cause);
        return error;
    }

    boolean notExpired(Exchange exchange) {
        boolean expired = MessageContext.of(exchange).envelope().expired(System.nanoTime());
        if (expired) {
            meters.expired.increment();
            TrailNotes.expired(MessageContext.of(exchange));
        }
        return !expired;
    }

    /** Throws the refusal again where nothing in the answer was the device's choice. */
    private void plainAddress(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        if (message.getHeader(MqttHeaders.ORIGIN) == null) {
            throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        meters.readdressed.increment();
        plain(message, MessageContext.of(exchange));
    }

    private void recordLatency(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        retries.answered();
        meters.recordLatency(System.nanoTime() - context.envelope().arrival());
        TrailNotes.published(context);
    }

    /** Where the answer goes. Decided, and a Response Topic that is refused counted, once a message. */
    String topic(MessageContext context) {
        if (context.replyTopic() == null) {
            Envelope envelope = context.envelope();
            boolean own = envelope.responseTopic() != null && topics.owns(envelope.device(), envelope.responseTopic());
            if (!own && envelope.responseTopic() != null) {
                meters.responseTopicRefused.increment();
            }
            context.replyTo(own ? envelope.responseTopic() : inference(context));
        }
        return context.replyTopic();
    }

    /** Where answers go whatever the message asks for. */
    String inference(MessageContext context) {
        return topics.inference(context.envelope().device());
    }

    /** Marks an answer that has something in it, or in its topic, that the device has chosen. */
    void address(Message message, MessageContext context) {
        Envelope envelope = context.envelope();
        if (envelope.correlation() != null || envelope.trace() != null
                || topic(context).equals(envelope.responseTopic())) {
            message.setHeader(MqttHeaders.ORIGIN, envelope.device());
        }
        properties(message, envelope, envelope.correlation(), envelope.trace());
    }

    /** Nothing in it that the device has chosen. */
    void plain(Message message, MessageContext context) {
        message.removeHeader(MqttHeaders.ORIGIN);
        properties(message, context.envelope(), null, null);
    }

    private static void properties(Message message, Envelope envelope, byte[] correlation, TraceContext trace) {
        if (correlation == null && trace == null && envelope.deadline() == Envelope.NEVER) {
            message.removeHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES);
            return;
        }
        MqttProperties properties = new MqttProperties();
        properties.setCorrelationData(correlation);
        if (trace != null) {
            properties.setUserProperties(userProperties(trace));
        }
        if (envelope.deadline() != Envelope.NEVER) {
            long left = (envelope.deadline() - System.nanoTime()) / NANOS_A_SECOND;
            properties.setMessageExpiryInterval(Math.max(1, left));
        }
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
    }

    private static List<UserProperty> userProperties(TraceContext trace) {
        UserProperty parent = new UserProperty(TraceContext.PARENT, trace.parent());
        return trace.state() == null ? List.of(parent) : List.of(parent, new UserProperty(TraceContext.STATE, trace.state()));
    }
}
