package io.bactrian.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The books: every message id sent, every answer, every Kafka record. Devices write on one side, the tap on Kafka on the other, from any
 * thread; {@link #report()} compares. Ids that were never sent are counted and otherwise ignored, so that suites may share brokers.
 */
public final class Ledger {
    /** What the answer to an id was. */
    public enum Kind {
        RESULT, WARMING, ERROR
    }

    private final Map<String, LedgerEntry.Page> pages = new ConcurrentHashMap<>();
    private final Map<String, LedgerEntry> entries = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder anomalies = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder samples = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder strangers = new LongAdder();
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(3_600_000_000L, 3);
    private volatile Histogram sinceLast = new ConcurrentHistogram(3_600_000_000L, 3);

    /** The device sends {@code id} now, for the first time or again. Its {@code number} grows by one with each new message of a device. */
    public void sent(String device, long number, String id) {
        entries.computeIfAbsent(id, key -> {
            sent.increment();
            return new LedgerEntry(page(device), number, System.nanoTime());
        });
    }

    /** An answer came to the device. */
    public void answered(String device, String id, Kind kind, boolean anomaly) {
        var entry = entries.get(id);
        if (entry == null || !entry.page.device.equals(device)) {
            strangers.increment();
            return;
        }
        answers.increment();
        if (anomaly) {
            anomalies.increment();
        }
        if (kind == Kind.ERROR) {
            errors.increment();
        }
        if (entry.answer()) {
            var micros = (System.nanoTime() - entry.sentNanos) / 1000;
            latencies.recordValue(Math.min(micros, latencies.getHighestTrackableValue()));
            sinceLast.recordValue(Math.min(micros, latencies.getHighestTrackableValue()));
        }
    }

    /** A record of the samples topic was read. */
    public void sampled(String device, String id) {
        var entry = entries.get(id);
        if (entry == null || !entry.page.device.equals(device)) {
            strangers.increment();
            return;
        }
        samples.increment();
        entry.sample();
    }

    /** A record of the dead-letter topic was read. */
    public void deadLettered(String id) {
        deadLetters.increment();
        var entry = id == null ? null : entries.get(id);
        if (entry != null) {
            entry.deadLetter();
        }
    }

    public long sent() {
        return sent.sum();
    }

    public long answers() {
        return answers.sum();
    }

    public long anomalies() {
        return anomalies.sum();
    }

    public long errors() {
        return errors.sum();
    }

    public long samples() {
        return samples.sum();
    }

    public long deadLetters() {
        return deadLetters.sum();
    }

    /** Ids with no answer yet. */
    public long unanswered() {
        return count(entry -> entry.answers == 0);
    }

    /** How long the message that has waited longest for its answer has waited; zero when none waits. */
    public Duration longestWait() {
        var now = System.nanoTime();
        return Duration.ofNanos(entries.values().stream().filter(entry -> entry.answers == 0)
                .mapToLong(entry -> now - entry.sentNanos).max().orElse(0));
    }

    /** Ids with neither sample nor dead letter yet. */
    public long unsampled() {
        return count(entry -> entry.samples == 0 && entry.deadLetters == 0);
    }

    /** Whether Kafka has the record of that id. */
    public boolean sampled(String id) {
        var entry = entries.get(id);
        return entry != null && entry.samples > 0;
    }

    private long count(Predicate<LedgerEntry> predicate) {
        return entries.values().stream().filter(predicate).count();
    }

    /** Drops ids that have all they are due, so that an endless run stays small. A repeat of theirs is a stranger from now on. */
    public void forgetSettled() {
        entries.values().removeIf(entry -> entry.answers > 0 && entry.samples + entry.deadLetters > 0);
    }

    /** The latencies in microseconds from the first sending to the first answer since the last call of this. */
    public Histogram latenciesSinceLast() {
        var last = sinceLast;
        sinceLast = new ConcurrentHistogram(3_600_000_000L, 3);
        return last;
    }

    /** Calls {@code again} with each unanswered message, oldest first within a device. */
    public void forUnanswered(Resend again) {
        record Open(String id, LedgerEntry entry) {
        }
        entries.entrySet().stream().filter(e -> e.getValue().answers == 0).map(e -> new Open(e.getKey(), e.getValue()))
                .sorted((a, b) -> Long.compare(a.entry.number, b.entry.number))
                .forEach(open -> again.send(open.entry.page.device, open.entry.number, open.id));
    }

    /** Sends a message of a device once more. */
    public interface Resend {
        void send(String device, long number, String id);
    }

    /** Compares everything. */
    public Report report() {
        var order = pages.values().stream().mapToLong(page -> page.answersOutOfOrder).sum();
        var sampleOrder = pages.values().stream().mapToLong(page -> page.samplesOutOfOrder).sum();
        return new Report(sent.sum(), some(entry -> entry.answers == 0),
                some(entry -> entry.samples == 0 && entry.deadLetters == 0),
                unanswered(), unsampled(), entries.values().stream().mapToLong(entry -> Math.max(0, entry.answers - 1)).sum(),
                entries.values().stream().mapToLong(entry -> Math.max(0, entry.samples - 1)).sum(), order, sampleOrder,
                deadLetters.sum(),
                strangers.sum(), latencies.copy());
    }

    private List<String> some(Predicate<LedgerEntry> predicate) {
        return new ArrayList<>(entries.entrySet().stream().filter(e -> predicate.test(e.getValue())).map(Map.Entry::getKey)
                .sorted().limit(10).toList());
    }

    private LedgerEntry.Page page(String device) {
        return pages.computeIfAbsent(device, LedgerEntry.Page::new);
    }
}
