package io.bactrian.flow;

import java.util.function.Function;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.support.ExpressionAdapter;

import io.bactrian.codec.AnswerCodec;
import io.bactrian.codec.Result;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.twin.Twins;

/** The steps from a result, or an error, to the device, by the names that routes use; docs/routes.md describes each. */
@Singleton
final class ReplySteps {
    private final ReplyAddress address;
    private final FlowMeters meters;
    private final Retries retries;
    private final Twins twins;

    ReplySteps(DeviceTopics topics, FlowMeters meters, Retries retries, Twins twins) {
        this.address = new ReplyAddress(topics, meters);
        this.meters = meters;
        this.retries = retries;
        this.twins = twins;
    }

    @Produces
    @Singleton
    @Named("answer")
    Processor answer() {
        return exchange -> {
            MessageContext context = MessageContext.of(exchange);
            Result result = context.result(exchange.getMessage());
            meters.answered(result);
            TwinSteps.answered(twins, context.input(), result);
            address.address(exchange.getMessage(), context);
            exchange.getMessage().setBody(AnswerCodec.answer(context.input(), result));
        };
    }

    @Produces
    @Singleton
    @Named("refuse")
    Processor refuse() {
        return exchange -> {
            MessageContext context = MessageContext.of(exchange);
            BadInput cause = cause(exchange, context);
            context.refused(cause);
            meters.refused(cause.code());
            address.address(exchange.getMessage(), context);
            exchange.getMessage().setBody(AnswerCodec.error(id(cause, context), context.envelope().device(), cause));
        };
    }

    static BadInput cause(Exchange exchange, MessageContext context) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof BadInput cause ? cause : context.refusal();
    }

    /** The message's own id, or the one it would have got. */
    static String id(BadInput cause, MessageContext context) {
        return cause.id() != null ? cause.id() : context.id();
    }

    @Produces
    @Singleton
    @Named("not-expired")
    Predicate notExpired() {
        return exchange -> {
            boolean expired = MessageContext.of(exchange).envelope().expired(System.nanoTime());
            if (expired) {
                meters.expired();
            }
            return !expired;
        };
    }

    @Produces
    @Singleton
    @Named("reply-topic")
    Expression replyTopic() {
        return expression(exchange -> address.topic(MessageContext.of(exchange)));
    }

    @Produces
    @Singleton
    @Named("inference-topic")
    Expression inferenceTopic() {
        return expression(exchange -> address.inference(MessageContext.of(exchange)));
    }

    static Expression expression(Function<Exchange, String> value) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return value.apply(exchange);
            }
        };
    }

    /** Throws the refusal again where nothing in the answer was the device's choice. */
    @Produces
    @Singleton
    @Named("plain-address")
    Processor plainAddress() {
        return exchange -> {
            if (exchange.getMessage().getHeader(MqttHeaders.ORIGIN) == null) {
                throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            }
            meters.readdressed();
            address.plain(exchange.getMessage(), MessageContext.of(exchange));
        };
    }

    @Produces
    @Singleton
    @Named("record-latency")
    Processor recordLatency() {
        return exchange -> {
            Envelope envelope = MessageContext.of(exchange).envelope();
            retries.answered();
            meters.recordLatency(System.nanoTime() - envelope.arrival());
        };
    }
}
