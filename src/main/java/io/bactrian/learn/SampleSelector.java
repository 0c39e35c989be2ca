package io.bactrian.learn;

import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiPredicate;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.SamplePolicy;
import io.bactrian.model.SampleReason;
import io.bactrian.model.Sampling;

/** Decides which messages become samples. Any thread; waits for no disk. */
public final class SampleSelector {
    private static final int MOST_LABELS = 1000;
    private static final int LANE_CHANCE = 1;
    private static final int LANE_QUOTA = 2;

    private final Sampling configured;
    private final BiPredicate<Manifest, ModelInput> drifting;
    private final Quotas quotas;
    private final QuotaFile file;
    private final Clock clock;

    /**
     * @param configured  complete: what manifests leave open
     * @param drifting    whether messages of this one's group, answered by that version, are other than they were
     * @param mostDevices devices with quotas of their own; the others share one
     * @param file        keeps the counts over a restart; null for nowhere
     */
    public SampleSelector(Sampling configured, BiPredicate<Manifest, ModelInput> drifting, int mostDevices, Path file,
            Clock clock) {
        this.configured = configured;
        this.drifting = drifting;
        this.clock = clock;
        this.quotas = new Quotas(mostDevices, MOST_LABELS);
        this.file = file == null ? null : new QuotaFile(file, quotas, clock);
    }

    /** Keeps every message. */
    public static SampleSelector every() {
        return new SampleSelector(
                new Sampling(SamplePolicy.EVERY, 0., 0., null, 0., 0., 0., Sampling.Quota.NONE, Sampling.Quota.NONE),
                (model, input) -> false, 0, null, Clock.systemUTC());
    }

    /**
     * Decides, and counts it for the quotas.
     *
     * @param output null while the device's window fills
     * @param id     the message's
     */
    public Selection select(ModelInput input, ModelOutput output, String id) {
        Manifest model = output == null ? input.model() : output.model();
        Sampling sampling = model.sampling().or(configured);
        if (sampling.policy().has(SampleReason.EVERY)) {
            boolean free = sampling.device().none() && sampling.label().none();
            return free ? Selection.EVERY : limited(Selection.EVERY, sampling, input, output, draw(input, id));
        }
        if (sampling.policy().reasons().isEmpty()) {
            return Selection.NOT;
        }
        long draw = draw(input, id);
        Selection wanted = wanted(sampling, input, output, draw);
        return wanted.kept() ? limited(wanted, sampling, input, output, draw) : wanted;
    }

    /**
     * A candidate said something else than the version that answered. How many such messages there are, nobody knows, for a candidate
     * sees those it has time for: so there is no probability.
     *
     * @return not kept where the message was one for {@link #select} already
     */
    public Selection disagreed(ModelOutput serving, String id) {
        Sampling sampling = serving.model().sampling().or(configured);
        long draw = draw(serving.input(), id);
        if (!sampling.policy().has(SampleReason.DISAGREEMENT)
                || wanted(sampling, serving.input(), serving, draw).kept()) {
            return Selection.NOT;
        }
        Selection kept = limited(new Selection(Set.of(SampleReason.DISAGREEMENT), 1), sampling, serving.input(), serving, draw);
        return kept.kept() ? new Selection(kept.reasons(), Double.NaN) : kept;
    }

    /** Writes the quotas' counts, where they have changed; call it once a second, from one thread. Does not throw. */
    public void save() {
        if (file != null) {
            file.save();
        }
    }

    /** Writes them at the end. */
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    /** Why the counts cannot be kept over a restart and what to do, or null. */
    public String problem() {
        return file == null ? null : file.problem();
    }

    private static long draw(ModelInput input, String id) {
        return Draw.of(input.orderKey(), id, input.data());
    }

    private Selection wanted(Sampling sampling, ModelInput input, ModelOutput output, long draw) {
        Set<SampleReason> reasons = EnumSet.noneOf(SampleReason.class);
        if (output != null) {
            certain(sampling, input, output, reasons);
        }
        boolean isCertain = !reasons.isEmpty();
        double chance = Draw.uniform(draw, LANE_CHANCE);
        double share = 0;
        if (sampling.policy().has(SampleReason.DRIFT) && output != null && drifting.test(output.model(), input)) {
            share = byChance(SampleReason.DRIFT, sampling.drift(), chance, reasons);
        }
        if (sampling.policy().has(SampleReason.RANDOM)) {
            share = Math.max(share, byChance(SampleReason.RANDOM, sampling.random(), chance, reasons));
        }
        return reasons.isEmpty() ? Selection.NOT : new Selection(reasons, isCertain ? 1 : share);
    }

    /** One chance for all shares: the largest is the probability. */
    private static double byChance(SampleReason reason, double share, double chance, Set<SampleReason> reasons) {
        if (chance < share) {
            reasons.add(reason);
        }
        return share;
    }

    /** The reasons that say yes or no by the message alone. */
    private static void certain(Sampling sampling, ModelInput input, ModelOutput output, Set<SampleReason> reasons) {
        SamplePolicy policy = sampling.policy();
        if (policy.has(SampleReason.ENTROPY) || policy.has(SampleReason.MARGIN)) {
            double[] probabilities = Uncertainty.probabilities(output);
            if (probabilities != null && policy.has(SampleReason.ENTROPY)
                    && Uncertainty.certainty(probabilities) < sampling.entropy()) {
                reasons.add(SampleReason.ENTROPY);
            }
            if (probabilities != null && policy.has(SampleReason.MARGIN)
                    && Uncertainty.margin(probabilities) < sampling.margin()) {
                reasons.add(SampleReason.MARGIN);
            }
        }
        if (policy.has(SampleReason.THRESHOLD) && Boundary.isClose(sampling, output)) {
            reasons.add(SampleReason.THRESHOLD);
        }
        if (policy.has(SampleReason.CHANNELS)
                && (input.filled() > 0 || !input.outOfRange().isEmpty() || Ranges.isLeft(input))) {
            reasons.add(SampleReason.CHANNELS);
        }
    }

    private Selection limited(Selection wanted, Sampling sampling, ModelInput input, ModelOutput output, long draw) {
        if (sampling.device().none() && sampling.label().none()) {
            return wanted;
        }
        String label = output == null ? null : output.label();
        double probability = quotas.take(sampling, input.model().name(), input.orderKey(), label, clock.millis(),
                Draw.uniform(draw, LANE_QUOTA));
        return probability == 0
                ? Selection.OVER_QUOTA
                : new Selection(wanted.reasons(), wanted.probability() * probability);
    }
}
