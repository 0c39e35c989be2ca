package io.bactrian.twin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

/**
 * Which device's answer is reported next: labels before scores, those that have waited longest first, one report at a time per device,
 * again while it is not confirmed. Any thread.
 */
final class Reports {
    private static final Logger LOG = Logger.getLogger(Reports.class);
    private static final int MOST_DEVICES = 10_000;

    private final String what;
    private final Duration period;
    private final int times;
    private final LongSupplier nanos;
    private final Map<String, Twin> twins = new ConcurrentHashMap<>();
    private volatile boolean full;

    /**
     * @param what  is reported, for the log
     * @param times how often each property is reported at first
     */
    Reports(String what, Duration period, int times, LongSupplier nanos) {
        this.what = what;
        this.period = period;
        this.times = times;
        this.nanos = nanos;
    }

    /** What is to be reported of a device, by its {@code namespace/name}. */
    record Due(String id, Answer answer) {
    }

    /** Keeps an answer until it is reported; the next of the device takes its place. Never waits. */
    void answered(String id, Answer answer) {
        Twin known = twins.get(id);
        if (known == null && twins.size() < MOST_DEVICES) {
            known = twins.computeIfAbsent(id, name -> new Twin(period.toNanos(), times, nanos.getAsLong()));
        }
        if (known != null) {
            known.answered(answer);
        } else {
            full = true;
        }
    }

    /** Devices whose report has had no result for long. */
    synchronized List<String> overdue() {
        long now = nanos.getAsLong();
        return twins.entrySet().stream().filter(entry -> entry.getValue().overdue(now)).map(Map.Entry::getKey).toList();
    }

    /** The report that matters most now, of devices whose period has passed; empty where none is due. */
    synchronized Optional<Due> next() {
        long now = nanos.getAsLong();
        while (true) {
            String best = null;
            int most = Twin.NOTHING;
            for (Map.Entry<String, Twin> entry : twins.entrySet()) {
                int urgency = entry.getValue().urgency(now);
                if (urgency > most
                        || urgency == most && best != null && entry.getValue().sentAt() - twins.get(best).sentAt() < 0) {
                    best = entry.getKey();
                    most = urgency;
                }
            }
            if (best == null) {
                return Optional.empty();
            }
            if (!twins.get(best).settle(most)) {
                return Optional.of(new Due(best, twins.get(best).send(now)));
            }
        }
    }

    synchronized void confirm(String id) {
        twins.get(id).confirm();
    }

    synchronized void fail(String id, String reason) {
        Twin twin = twins.get(id);
        if (!reason.equals(twin.problem())) {
            LOG.warnf("%s of %s: %s. It is reported again later.", what, id, reason);
        }
        twin.fail(reason, nanos.getAsLong());
    }

    /** Fails since there is nothing to report to. A device that sends no more was probably removed, and is forgotten. */
    synchronized void absent(String id, String reason) {
        if (twins.get(id).silent()) {
            twins.remove(id);
        } else {
            fail(id, reason);
        }
    }

    /** Why reports were not confirmed, by device. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        if (full) {
            problems.put(MOST_DEVICES + " devices", "are known, the most there may be: answers of others are not reported");
        }
        twins.forEach((id, twin) -> {
            if (twin.problem() != null) {
                problems.put(id, twin.problem());
            }
        });
        return problems;
    }
}
