package io.bactrian.rollout;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

import io.bactrian.model.Comparison;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Unlabelled;

/** Counts what comes of running a candidate beside the serving version. Any thread. */
final class ComparisonStats implements Comparison {
    /** How far values may differ that are the same. */
    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-6;

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
        } else if (agree(serving, candidate)) {
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

    /**
     * Whether two versions say the same about a message: the same label where both are to have one: none, because a class is not known or a number is not finite, agrees with nothing.
     * Where one has no labels at all, or both have none for want of elements, the same values in all outputs of the same name and
     * size, of which there must be one.
     */
    private static boolean agree(ModelOutput serving, ModelOutput candidate) {
        boolean labelled = serving.model().answer().labelled() && candidate.model().answer().labelled();
        boolean empty = serving.unlabelled() == Unlabelled.EMPTY && candidate.unlabelled() == Unlabelled.EMPTY;
        if (!labelled || empty) {
            return sameValues(serving, candidate);
        }
        String label = serving.label();
        return label != null && label.equals(candidate.label());
    }

    private static boolean sameValues(ModelOutput serving, ModelOutput candidate) {
        boolean any = false;
        for (ModelOutput.Tensor tensor : serving.outputs()) {
            ModelOutput.Tensor other = candidate.output(tensor.name());
            if (other != null && tensor.length() == other.length()) {
                if (!same(tensor, other)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static boolean same(ModelOutput.Tensor one, ModelOutput.Tensor other) {
        if (one.values() == null || other.values() == null) {
            return Arrays.equals(one.texts(), other.texts()) && one.values() == other.values();
        }
        for (int i = 0; i < one.values().length; i++) {
            double a = one.values()[i];
            double b = other.values()[i];
            if (!(Math.abs(a - b) <= Math.max(ABSOLUTE, RELATIVE * Math.max(Math.abs(a), Math.abs(b))))) {
                return false;
            }
        }
        return true;
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
