package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.ErrorCode;

/** The steps of messages that failed, by the names that routes call them; docs/routes.md describes each. */
@Singleton
final class RetrySteps {
    /** Exchange property: the {@link SetAsideMessage} as it is now. */
    static final String MESSAGE = "bactrian.set-aside";
    /** What {@code spool:} reads to pace its consumer, {@code SpoolEndpoint.PAUSE}. */
    static final String PAUSE = "CamelSpoolPause";

    private final Retries retries;
    private final ProcessClock clock;
    private final DeviceTopics topics;
    private final MessageTrails trails;

    RetrySteps(Retries retries, ProcessClock clock, DeviceTopics topics, MessageTrails trails) {
        this.retries = retries;
        this.clock = clock;
        this.topics = topics;
        this.trails = trails;
    }

    void bind(StepRegistry steps) {
        steps.step("set-aside", this::setAside);
        steps.step("restore", this::restore);
        steps.step("retried", this::retried);
        steps.step("count-try", this::countTry);
        steps.condition("may-be-retried", this::mayBeRetried);
        steps.step("exhausted", this::exhausted);
    }

    /** The message that failed becomes a record, with the reason in it. */
    void setAside(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        SetAsideMessage failed = SetAsideMessage.fromMqtt(exchange.getMessage(), Retries.text(cause), clock);
        String device = topics.device(failed.topic());
        SetAsideMessage message = retries.setAside(device, failed, cause);
        trails.setAside(device, clock.nanos(failed.arrival()), failed.error());
        keep(exchange, message);
        if (!retries.exhausted(message)) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange stored) {
                    retries.waits(device);
                }
            });
        }
    }

    /** The record becomes the MQTT message again. */
    void restore(Exchange exchange) {
        SetAsideMessage message = SetAsideMessage.fromRecord(exchange.getMessage());
        exchange.setProperty(MESSAGE, message);
        message.toMqtt(exchange.getMessage(), clock);
    }

    /** A retry succeeded. */
    void retried(Exchange exchange) {
        retries.succeeded(topics.device(message(exchange).topic()));
    }

    /** A retry failed; whether that counts against the message is decided here. */
    void countTry(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        SetAsideMessage message = message(exchange);
        if (message == null) {
            keep(exchange, SetAsideMessage.unreadable(exchange.getMessage(), Retries.text(cause), clock));
            return;
        }
        String device = topics.device(message.topic());
        Retries.Judgement judgement = retries.failed(device, message, cause);
        exchange.setProperty(PAUSE, judgement.pauseMillis());
        trails.setAside(device, clock.nanos(message.arrival()), judgement.message().error());
        keep(exchange, judgement.message());
        if (retries.exhausted(judgement.message())) {
            retries.left(device);
        }
    }

    /** The message has tries and time left. */
    boolean mayBeRetried(Exchange exchange) {
        return !retries.exhausted(message(exchange));
    }

    /** The message is given up: it becomes a {@link BadInput}, for {@code dead-letter} and {@code refuse}. */
    void exhausted(Exchange exchange) {
        SetAsideMessage message = message(exchange);
        message.toMqtt(exchange.getMessage(), clock);
        MessageContext context = MessageContext.begin(exchange, topics);
        trails.resume(exchange, context);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT,
                new BadInput(ErrorCode.RETRIES_EXHAUSTED, null, "the message failed for "
                        + retries.age(message) / 1_000_000_000L + " s, while others were answered; the last error: "
                        + message.error()));
        retries.gaveUp(context.envelope().device(), message);
    }

    private static void keep(Exchange exchange, SetAsideMessage message) {
        exchange.setProperty(MESSAGE, message);
        message.toRecord(exchange.getMessage());
    }

    private static SetAsideMessage message(Exchange exchange) {
        return exchange.getProperty(MESSAGE, SetAsideMessage.class);
    }
}
