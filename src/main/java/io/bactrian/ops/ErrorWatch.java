package io.bactrian.ops;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.sun.management.GarbageCollectionNotificationInfo;

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

    /** Ends the process when the heap stays full after several full collections in a row: it would do nothing but collect. */
    static final class HeapWatch {
        static final int MOST_IN_A_ROW = 5;

        private static final double FULL = 0.97;
        private static final String MAJOR = "end of major GC";

        private final FatalErrors fatal;
        private final long most;
        private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP).map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
        private int inARow;

        /** @param most bytes that the heap can have */
        HeapWatch(FatalErrors fatal, long most) {
            this.fatal = fatal;
            this.most = most;
        }

        /** Hears of each collection, on the JVM's own thread for notifications. */
        void start() {
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                if (collector instanceof NotificationEmitter emitter) {
                    emitter.addNotificationListener((notification, handback) -> {
                        if (notification.getUserData() instanceof CompositeData data) {
                            GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
                            collected(info.getGcAction(), info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                                    .filter(pool -> pools.contains(pool.getKey())).mapToLong(pool -> pool.getValue().getUsed())
                                    .sum());
                        }
                    }, null, null);
                }
            }
        }

        synchronized void collected(String action, long used) {
            if (!action.equals(MAJOR)) {
                return;
            }
            inARow = used >= FULL * most ? inARow + 1 : 0;
            if (inARow == MOST_IN_A_ROW) {
                fatal.end("the heap of " + most + " bytes stayed full after " + inARow
                        + " full collections; give it more memory (-Xmx)", "");
            }
        }
    }
}
