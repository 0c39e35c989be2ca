package io.bactrian.page;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** How long things took in the last ten seconds, by name. Any thread. */
final class RecentTimes {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.99;

    private final MeterRegistry timers = new SimpleMeterRegistry();

    /** The same for the same name, until {@link #clear}. */
    Timer of(String name) {
        return Timer.builder(name).publishPercentiles(MEDIAN, MOST).distributionStatisticExpiry(WINDOW).register(timers);
    }

    void clear() {
        timers.clear();
    }

    /** {@code p50} and {@code p99}, in milliseconds; neither where nothing came in that time. */
    static void write(Timer times, ObjectNode json) {
        for (ValueAtPercentile value : times.takeSnapshot().percentileValues()) {
            if (value.value() > 0) {
                json.put(value.percentile() == MEDIAN ? "p50" : "p99", value.value(TimeUnit.MILLISECONDS));
            }
        }
    }
}
