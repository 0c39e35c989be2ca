package io.bactrian.rollout;

import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

import io.bactrian.model.Comparison;
import io.bactrian.model.ModelOutput;

/** Counts what comes of running a candidate beside the serving version. Any thread. */
final class ComparisonStats implements Comparison {
    private final Counts before;
    private final LongAdder messages = new LongAdder();
    private final LongAdder agreed = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder notFinite = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder scored = new LongAdder();
    private final DoubleAdder scoreDifference = new DoubleAdder();
    private final Latency.Paired times;

    /** @param before what was counted before a restart */
    ComparisonStats(Counts before) {
        this.before = before;
        this.times = new Latency.Paired(before.times());
    }

    @Override
    public void timed(long serving, long candidate, int count) {
        times.add(candidate, serving);
    }

    /** A message to which the serving version itself gave no finite number says nothing of the candidate. */
    @Override
    public void compared(ModelOutput serving, ModelOutput candidate) {
        if (!serving.finite()) {
            return;
        }
        if (!candidate.finite()) {
            notFinite.increment();
        } else if (serving.agreesWith(candidate)) {
            agreed.increment();
        }
        double difference = Math.abs(serving.score() - candidate.score());
        if (Double.isFinite(difference)) {
            scoreDifference.add(difference);
            scored.increment();
        }
        messages.increment();
    }

    @Override
    public void failed() {
        errors.increment();
        messages.increment();
    }

    @Override
    public void dropped(int count) {
        dropped.add(count);
    }

    /** A message counts once everything else about it has been counted. */
    Counts counts() {
        long all = before.messages + messages.sum();
        return new Counts(all, Math.min(all, before.agreed + agreed.sum()), before.errors + errors.sum(),
                before.notFinite + notFinite.sum(), before.dropped + dropped.sum(), before.scored + scored.sum(),
                before.scoreDifference + scoreDifference.sum(), times.steps());
    }

    /**
     * What {@link ComparisonResult} is made of, as it is kept over a restart.
     *
     * @param times runs by the steps of {@link Latency.Paired}
     */
    record Counts(long messages, long agreed, long errors, long notFinite, long dropped, long scored, double scoreDifference,
            Map<Integer, Long> times) {
        static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, Map.of());

        Counts {
            times = times == null ? Map.of() : Map.copyOf(times);
        }

        ComparisonResult result() {
            return new ComparisonResult(messages, agreed, errors, notFinite, dropped,
                    scored == 0 ? Double.NaN : scoreDifference / scored, Latency.Paired.median(times),
                    Latency.Paired.runs(times));
        }
    }
}
