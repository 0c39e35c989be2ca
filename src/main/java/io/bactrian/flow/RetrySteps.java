package io.bactrian.flow;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

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
    private final SetAsideCodec codec;
    private final DeviceTopics topics;

    RetrySteps(Retries retries, ProcessClock clock, DeviceTopics topics) {
        this.retries = retries;
        this.codec = new SetAsideCodec(clock);
        this.topics = topics;
    }

    @Produces
    @Singleton
    static ProcessClock clock() {
        return new ProcessClock(System::nanoTime, Clock.systemUTC());
    }

    @Produces
    @Singleton
    static Retries retries(RetrySettings settings, Retries.ServiceFailures failures, ProcessClock clock, FlowMeters meters) {
        return new Retries(settings, failures, clock, meters);
    }

    /** Step {@code set-aside}: the message that failed becomes a record, with the reason in it. */
    @Produces
    @Singleton
    @Named("set-aside")
    Processor setAside() {
        return exchange -> {
            Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            SetAsideMessage failed = codec.fromMqtt(exchange.getMessage(), Retries.text(cause));
            String device = topics.device(failed.topic());
            SetAsideMessage message = retries.setAside(device, failed, cause);
            keep(exchange, message);
            if (!retries.exhausted(message)) {
                exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                    @Override
                    public void onComplete(Exchange stored) {
                        retries.waits(device);
                    }
                });
            }
        };
    }

    /** Step {@code restore}: the record becomes the MQTT message again. */
    @Produces
    @Singleton
    @Named("restore")
    Processor restore() {
        return exchange -> {
            SetAsideMessage message = codec.fromRecord(exchange.getMessage());
            exchange.setProperty(MESSAGE, message);
            codec.toMqtt(message, exchange.getMessage());
        };
    }

    /** Step {@code retried}: a retry succeeded. */
    @Produces
    @Singleton
    @Named("retried")
    Processor retried() {
        return exchange -> retries.succeeded(topics.device(message(exchange).topic()));
    }

    /** Step {@code count-try}: a retry failed; whether that counts against the message is decided here. */
    @Produces
    @Singleton
    @Named("count-try")
    Processor countTry() {
        return exchange -> {
            Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            SetAsideMessage message = message(exchange);
            if (message == null) {
                keep(exchange, codec.unreadable(exchange.getMessage(), Retries.text(cause)));
                return;
            }
            String device = topics.device(message.topic());
            Retries.Judgement judgement = retries.failed(device, message, cause);
            exchange.setProperty(PAUSE, judgement.pauseMillis());
            keep(exchange, judgement.message());
            if (retries.exhausted(judgement.message())) {
                retries.left(device);
            }
        };
    }

    /** Condition {@code may-be-retried}: the message has tries and time left. */
    @Produces
    @Singleton
    @Named("may-be-retried")
    Predicate mayBeRetried() {
        return exchange -> !retries.exhausted(message(exchange));
    }

    /** Step {@code exhausted}: the message is given up: it becomes a {@link BadInput}, for {@code dead-letter} and {@code refuse}. */
    @Produces
    @Singleton
    @Named("exhausted")
    Processor exhausted() {
        return exchange -> {
            SetAsideMessage message = message(exchange);
            codec.toMqtt(message, exchange.getMessage());
            MessageContext context = MessageContext.begin(exchange, topics);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT,
                    new BadInput(ErrorCode.RETRIES_EXHAUSTED, null, "the message failed for "
                            + retries.age(message) / 1_000_000_000L + " s, while others were answered; the last error: "
                            + message.error()));
            retries.gaveUp(context.envelope().device(), message);
        };
    }

    private void keep(Exchange exchange, SetAsideMessage message) {
        Message out = exchange.getMessage();
        exchange.setProperty(MESSAGE, message);
        codec.toRecord(message, out);
    }

    private static SetAsideMessage message(Exchange exchange) {
        return exchange.getProperty(MESSAGE, SetAsideMessage.class);
    }
}
