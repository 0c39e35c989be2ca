package io.bactrian.metrics;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.bactrian.metrics.Outcome.Kind;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Sends all meters to a collector once an interval. What it does not take waits on disk, and goes out oldest first when it is back.
 * {@link #step} from one thread; the numbers from any.
 */
public final class MetricsPush {
    /** Bounds of what one step sends: a collector that is back is not flooded, and no step is long. */
    private static final int MOST_A_STEP = 20;
    private static final long STEP = TimeUnit.SECONDS.toNanos(5);
    private static final int FAILURES_TO_PASS_OVER = 5;

    private final long interval;
    private final MetricsEncoder encoder;
    private final CollectorLink link;
    private final ExportSpool spool;
    private final LongSupplier nanos;
    private final LongSupplier millis;
    private long nextExport;
    /** On which the collector fails, how often it has said so, and whether it has taken another since; null for none. */
    private ExportFile failing;
    private int failures;
    private boolean othersTaken;

    /** @param registry by whose convention meters are named */
    public MetricsPush(PushSettings settings, MeterRegistry registry) {
        this(settings, registry, System::nanoTime, System::currentTimeMillis);
    }

    MetricsPush(PushSettings settings, MeterRegistry registry, LongSupplier nanos, LongSupplier millis) {
        this.nanos = nanos;
        this.millis = millis;
        encoder = new MetricsEncoder(registry, settings.resource(), ProcessHandle.current().info().startInstant()
                .map(start -> start.toEpochMilli()).orElseGet(millis::getAsLong));
        link = new CollectorLink(settings, nanos);
        spool = new ExportSpool(settings);
        interval = settings.interval().toNanos();
        nextExport = nanos.getAsLong() + ThreadLocalRandom.current().nextLong(interval);
    }

    /** Sends what is due; some seconds long at most. */
    public void step() throws InterruptedException {
        long begun = nanos.getAsLong();
        spool.open();
        spool.expire(millis.getAsLong());
        if (begun - nextExport >= 0) {
            nextExport = begun + interval;
            export();
        }
        for (int i = 0; i < MOST_A_STEP && !spool.isEmpty() && link.mayTry() && nanos.getAsLong() - begun < STEP; i++) {
            sendWaiting();
        }
    }

    private void export() throws InterruptedException {
        long made = millis.getAsLong();
        byte[] export = encoder.encode(made);
        Kind kind = spool.isEmpty() && link.mayTry() ? link.send(export).kind() : Kind.FAILED;
        if (kind == Kind.FAILED) {
            spool.add(export, made);
        } else if (kind == Kind.REFUSED) {
            spool.countDropped(DropReason.REFUSED);
        }
    }

    /** The oldest; or, where the collector fails on that time and again, the one behind it: is the fault the oldest's? */
    private void sendWaiting() throws InterruptedException {
        ExportFile oldest = spool.first();
        boolean passOver = oldest.equals(failing) && failures >= FAILURES_TO_PASS_OVER && !othersTaken;
        ExportFile export = passOver ? spool.second() : oldest;
        byte[] content;
        try {
            content = spool.read(export);
        } catch (IOException e) {
            link.failed(Outcome.failed(export.path() + " cannot be read: " + e));
            return;
        }
        if (content != null) {
            settle(export, oldest, link.send(content));
        }
    }

    private void settle(ExportFile export, ExportFile oldest, Outcome outcome) {
        switch (outcome.kind()) {
            case TAKEN -> {
                spool.remove(export);
                othersTaken = export != oldest;
            }
            case REFUSED -> spool.drop(export, DropReason.REFUSED);
            case FAILED -> {
                if (outcome.ofServer()) {
                    failedOn(oldest);
                }
            }
        }
    }

    private void failedOn(ExportFile oldest) {
        if (!oldest.equals(failing)) {
            failing = oldest;
            failures = 1;
            othersTaken = false;
        } else if (othersTaken) {
            spool.drop(oldest, DropReason.REFUSED);
        } else {
            failures++;
        }
    }

    /** 1 while the collector takes exports, 0 while it does not; NaN before the first try. */
    public double connected() {
        return link.connected();
    }

    /** Exports that the collector has taken. */
    public long sent() {
        return link.sent();
    }

    /** Exports that did not reach it, for that reason. */
    public long dropped(DropReason reason) {
        return spool.dropped(reason);
    }

    /** Points that it left out of exports which it took. */
    public long rejectedPoints() {
        return link.rejected();
    }

    /** Exports on disk. */
    public int waiting() {
        return spool.totals().exports();
    }

    /** Their bytes. */
    public long waitingBytes() {
        return spool.totals().bytes();
    }

    /** The age of the oldest of them; 0 where none waits. */
    public double oldestSeconds() {
        long oldest = spool.totals().oldest();
        return oldest == 0 ? 0 : Math.max(0, millis.getAsLong() - oldest) / 1000.0;
    }
}
