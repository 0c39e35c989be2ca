package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.cloud.training.evaluation.Example;
import io.bactrian.cloud.training.evaluation.ExampleInputs;
import io.bactrian.cloud.training.evaluation.UnusableSample;
import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.model.Task;

/**
 * Reads a model's labelled samples into memory, within bounds: of more than fit, a random choice (algorithm R: J. Vitter, "Random sampling
 * with a reservoir", 1985) of those with trusted labels and of the others, half of the room each. Where samples are larger than those
 * before, the room gets smaller by any that was chosen: what is left is as random.
 */
final class SampleCollector {
    /** 64 MiB. */
    private static final int MOST_ELEMENTS = 8 << 20;
    private static final double MOST_WEIGHT = 1000;
    private static final long SEED = 1;
    private static final int NEWEST = 200;

    private final TrainingPlan plan;
    private final Reservoir trusted;
    private final Reservoir others;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long unusable;
    private String unusableReason = "";

    /**
     * @param seen     labelled samples
     * @param reason   why the last one of the unusable was, or empty
     * @param version  that answered most of the newest examples; empty where none says
     */
    record Collected(List<Example> examples, long seen, long unusable, String reason, String version) {
    }

    private static final class Reservoir {
        private final List<Example> kept = new ArrayList<>();
        private final long mostElements;
        private int room;
        private long elements;
        private long seen;

        Reservoir(int room, long mostElements) {
            this.room = room;
            this.mostElements = mostElements;
        }

        /** @param place of one that it replaces, or the end */
        void put(int place, Example example, SplittableRandom random) {
            if (place < kept.size()) {
                elements -= kept.set(place, example).inputs().elements();
            } else {
                kept.add(example);
            }
            elements += example.inputs().elements();
            while (elements > mostElements && kept.size() > 1) {
                Example last = kept.remove(kept.size() - 1);
                int gone = random.nextInt(kept.size() + 1);
                elements -= (gone < kept.size() ? kept.set(gone, last) : last).inputs().elements();
                room = kept.size();
            }
        }
    }

    private SampleCollector(TrainingPlan plan) {
        this.plan = plan;
        int parts = plan.trusted().isEmpty() ? 1 : 2;
        trusted = new Reservoir(Math.max(1, plan.samples() / parts), MOST_ELEMENTS / parts);
        others = new Reservoir(Math.max(1, plan.samples() / parts), MOST_ELEMENTS / parts);
    }

    static Collected collect(TrainingSamples data, TrainingPlan plan, Instant now) throws IOException {
        SampleCollector collector = new SampleCollector(plan);
        data.read(plan.model(), now.minus(plan.age()), now, collector::row);
        return collector.collected();
    }

    private void row(Row row) throws IOException {
        boolean number = plan.method().task() == Task.REGRESSION;
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("the training is stopped");
        }
        if (number ? row.value() == null || !Double.isFinite(row.value()) : row.label() == null) {
            return;
        }
        boolean trust = plan.trusted().isEmpty() || plan.trusted().contains(row.by());
        Reservoir reservoir = trust ? trusted : others;
        reservoir.seen++;
        long place = reservoir.kept.size() < reservoir.room ? reservoir.kept.size() : random.nextLong(reservoir.seen);
        if (place >= reservoir.room) {
            return;
        }
        try {
            reservoir.put((int) place, example(row, number, trust), random);
        } catch (UnusableSample e) {
            unusable++;
            unusableReason = "sample %s of %s: %s".formatted(row.id(), row.device(), e.getMessage());
        }
    }

    private Example example(Row row, boolean number, boolean trust) throws UnusableSample {
        return new Example(row.id(), row.device(), row.at(), row.labels().getOrDefault(plan.groupBy(), ""),
                number ? null : row.label(), number ? row.value() : Double.NaN, trust, weight(row), row.version(),
                ExampleInputs.of(row.json()));
    }

    /** NaN where it was kept for a reason without a probability. */
    private static double weight(Row row) {
        if (row.probability() == null) {
            return row.reason().isEmpty() ? 1 : Double.NaN;
        }
        double probability = row.probability();
        return probability > 0 && probability <= 1 ? Math.min(MOST_WEIGHT, 1 / probability) : Double.NaN;
    }

    /** A choice stands for all it was chosen from. */
    private Collected collected() {
        List<Example> all = new ArrayList<>();
        for (Reservoir each : List.of(trusted, others)) {
            double share = each.kept.isEmpty() ? 1 : (double) Math.max(each.seen, each.kept.size()) / each.kept.size();
            each.kept.forEach(one -> all.add(one.weighing(one.weight() * share)));
        }
        Map<String, Long> versions = all.stream().filter(each -> !each.version().isEmpty())
                .sorted(Comparator.comparing(Example::at).reversed()).limit(NEWEST)
                .collect(Collectors.groupingBy(Example::version, Collectors.counting()));
        String version = versions.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse("");
        return new Collected(all, trusted.seen + others.seen, unusable, unusableReason, version);
    }
}
