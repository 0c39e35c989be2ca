package io.bactrian.ops;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

/**
 * Shows {@link FatalErrors} what does not come to it by itself: errors that a library catches and logs, those that fail an
 * exchange, and a heap that stays full.
 */
@Singleton
final class ErrorWatch {
    private static final int FIRST = 1;

    private final FatalErrors fatal;

    ErrorWatch(MeterRegistry registry) {
        Counter replaced = Counter.builder("bactrian.threads.replaced")
                .description("threads of a pool that ended by an exception nothing caught").register(registry);
        fatal = new FatalErrors(replaced::increment);
    }

    void starting(@Observes @Priority(FIRST) StartupEvent event) {
        fatal.handleUncaught();
        Logger.getLogger("").addHandler(new LogHandler(fatal));
        new HeapWatch(fatal, Runtime.getRuntime().maxMemory()).start();
    }

    void configured(@Observes AfterStart event, CamelContext context) {
        context.getManagementStrategy().addEventNotifier(new Exchanges(fatal));
    }

    /** Looks at what is thrown in log records. */
    static final class LogHandler extends Handler {
        private final FatalErrors fatal;

        LogHandler(FatalErrors fatal) {
            this.fatal = fatal;
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null) {
                fatal.check(record.getThrown());
            }
        }

        @Override
        public void flush() {
            // keeps nothing
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    /** Looks at what makes exchanges fail, caught in the route or not. */
    static final class Exchanges extends EventNotifierSupport {
        private final FatalErrors fatal;

        Exchanges(FatalErrors fatal) {
            this.fatal = fatal;
            setIgnoreCamelContextEvents(true);
            setIgnoreRouteEvents(true);
            setIgnoreServiceEvents(true);
            setIgnoreStepEvents(true);
            setIgnoreExchangeCreatedEvent(true);
            setIgnoreExchangeCompletedEvent(true);
            setIgnoreExchangeSentEvents(true);
            setIgnoreExchangeSendingEvents(true);
            setIgnoreExchangeRedeliveryEvents(true);
            setIgnoreExchangeAsyncProcessingStartedEvents(true);
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.ExchangeEvent failed) {
                fatal.check(failed.getExchange().getException());
                fatal.check(failed.getExchange().getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class));
            }
        }
    }
}
