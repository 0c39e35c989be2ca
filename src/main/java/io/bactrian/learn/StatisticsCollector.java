package io.bactrian.learn;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.bactrian.model.AnswerListener;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/**
 * Counts what each version of a model does, over all messages, and makes a record of it for each stretch of time. Messages from any
 * thread, without a lock; {@link #step()} from one thread, once a second.
 */
public final class StatisticsCollector implements AnswerListener {
    private static final int MOST_VERSIONS = 64;
    private static final int MOST_PENDING = 1000;
    /** So many stretches in turn without a message, and a version is forgotten. */
    private static final int IDLE = 10;

    private final Duration interval;
    private final Function<Manifest, DriftMonitor.Summary> drift;
    private final Consumer<ModelStatistics> records;
    private final Clock clock;
    private final Deque<ModelStatistics> pending = new ArrayDeque<>();
    /** By identity; replaced as a whole. */
    private volatile Map<Manifest, Counted> versions = new IdentityHashMap<>();
    private Instant from;

    private static final class Counted {
        private final VersionStatistics statistics = new VersionStatistics();
        private int idle;
    }

    /**
     * @param interval stretches begin at its multiples since 1970
     * @param drift    of a version; null where there is none
     * @param records  takes each at least once, in order; what it throws on comes again at the next step
     */
    public StatisticsCollector(Duration interval, Function<Manifest, DriftMonitor.Summary> drift,
            Consumer<ModelStatistics> records, Clock clock) {
        this.interval = interval;
        this.drift = drift;
        this.records = records;
        this.clock = clock;
        from = clock.instant();
    }

    @Override
    public void answered(ModelOutput output, long nanos) {
        VersionStatistics version = of(output.model());
        if (version != null) {
            version.answered(output, nanos);
        }
    }

    @Override
    public void warming(Manifest model) {
        VersionStatistics version = of(model);
        if (version != null) {
            version.warming();
        }
    }

    @Override
    public void failed(Manifest model) {
        VersionStatistics version = of(model);
        if (version != null) {
            version.failed();
        }
    }

    /** Null beyond the most versions that are counted. */
    private VersionStatistics of(Manifest model) {
        Counted counted = versions.get(model);
        counted = counted == null ? begin(model) : counted;
        return counted == null ? null : counted.statistics;
    }

    private synchronized Counted begin(Manifest model) {
        Counted there = versions.get(model);
        if (there != null || versions.size() >= MOST_VERSIONS) {
            return there;
        }
        Map<Manifest, Counted> more = new IdentityHashMap<>(versions);
        Counted made = new Counted();
        more.put(model, made);
        versions = more;
        return made;
    }

    /**
     * Makes the records that are due, and passes them on.
     *
     * @throws RuntimeException of the consumer of the records
     */
    public void step() {
        Instant now = clock.instant();
        if (now.isBefore(from)) {
            from = now;
        }
        if (number(now) != number(from)) {
            take(now);
            from = now;
        }
        while (pending.size() > MOST_PENDING) {
            pending.remove();
        }
        while (!pending.isEmpty()) {
            records.accept(pending.peek());
            pending.remove();
        }
    }

    private long number(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), interval.toMillis());
    }

    private void take(Instant now) {
        List<Manifest> over = new ArrayList<>();
        versions.forEach((model, counted) -> {
            ModelStatistics record = counted.statistics.take(model, from, now, drift.apply(model));
            counted.idle = record.empty() ? counted.idle + 1 : 0;
            if (!record.empty()) {
                pending.add(record);
            } else if (counted.idle >= IDLE) {
                over.add(model);
            }
        });
        if (!over.isEmpty()) {
            forget(over);
        }
    }

    private synchronized void forget(List<Manifest> over) {
        Map<Manifest, Counted> fewer = new IdentityHashMap<>(versions);
        over.forEach(fewer::remove);
        versions = fewer;
    }
}
