package io.bactrian.ops;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

/**
 * Shows {@link FatalErrors} what does not come to it by itself: errors that a library catches and logs,
 * and a heap that stays full.
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
}
