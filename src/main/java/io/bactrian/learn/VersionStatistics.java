package io.bactrian.learn;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/** Counts one version's answers without a lock. Any thread; {@link #take} one at a time. */
final class VersionStatistics {
    static final int MOST_LABELS = 200;
    private static final String OTHER = "other";

    private final LongAdder answered = new LongAdder();
    private final LongAdder warming = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder notFinite = new LongAdder();
    private final LongAdder unlabelled = new LongAdder();
    private final Map<String, LongAdder> labels = new ConcurrentHashMap<>();
    private final ValueCounts score = new ValueCounts();
    private final ValueCounts millis = new ValueCounts();
    private final LongAdder confident = new LongAdder();
    private final DoubleAdder confidence = new DoubleAdder();

    void answered(ModelOutput output, long nanos) {
        answered.increment();
        if (!output.finite()) {
            notFinite.increment();
        }
        String label = output.label();
        if (label != null) {
            ofLabel(label).increment();
        } else if (output.model().answer().labelled()) {
            unlabelled.increment();
        }
        score.add(output.score());
        millis.add(nanos / 1e6);
        double sure = Uncertainty.confidence(output);
        if (sure == sure) {
            confident.increment();
            confidence.add(sure);
        }
    }

    private LongAdder ofLabel(String label) {
        LongAdder counted = labels.get(label);
        return counted != null
                ? counted
                : labels.computeIfAbsent(labels.size() < MOST_LABELS ? label : OTHER, made -> new LongAdder());
    }

    void warming() {
        warming.increment();
    }

    void failed() {
        failed.increment();
    }

    /** What has come since the last time. */
    ModelStatistics take(Manifest model, Instant from, Instant to, DriftMonitor.Summary drift) {
        Map<String, Long> counted = new TreeMap<>();
        labels.forEach((label, count) -> {
            long number = count.sumThenReset();
            if (number > 0) {
                counted.put(label, number);
            }
        });
        double sure = confidence.sumThenReset() / confident.sumThenReset();
        return new ModelStatistics(model.name(), model.version(), from, to, answered.sumThenReset(), warming.sumThenReset(),
                failed.sumThenReset(), notFinite.sumThenReset(), counted, unlabelled.sumThenReset(), score.take(),
                millis.take(),
                sure, drift);
    }
}
