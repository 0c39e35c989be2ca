package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.cloud.training.evaluation.HoldOut.Partition;
import io.bactrian.cloud.training.evaluation.Verdict;
import io.bactrian.cloud.training.plan.PlanFile;
import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.train.WindowTrainer;

/** Whether candidates of spoiled samples come through: judged by what other pumps say, of which nobody has trained or judged on any. */
@Tag("slow")
class WorseModelTest {
    private static final int TRIES = 100;
    private static final double MARGIN = 0.01;
    /** So large that the kinds of running overlap. */
    private static final double[] SCATTER = {0.2, 0.2, 2, 0.6, 8, 1.5, 30, 80};

    @TempDir
    private Path dir;

    private enum Kind {
        CLASSIFIER("classifier", 1, new WindowTrainer.Classifier(Windows.WINDOW, 10, 0.3, null, 1)), ANOMALY("anomaly", 0.1,
                RetrainingTest.ANOMALY), REGRESSION("regression", 1, new WindowTrainer.Regression(Windows.WINDOW, 0.001));

        private final String trainer;
        private final double scatter;
        private final WindowTrainer usual;

        /** @param scatter how large, in units of {@link #SCATTER} */
        Kind(String trainer, double scatter, WindowTrainer serving) {
            this.trainer = trainer;
            this.scatter = scatter;
            this.usual = serving;
        }

        /** What is to be learnt; of a number, the flow without the scatter that the sample has. */
        List<Row> rows(long seed, int pumps, Random random) {
            return Windows.of(Laboratory.MODEL, seed, pumps).stream().map(each -> {
                Row target = this == REGRESSION ? Windows.valued(each, flow(each), each.by()) : each;
                return Windows.row(target, scattered(random, scatter));
            }).toList();
        }

        private static double flow(Row row) {
            return Windows.elements(row)[Windows.elements(row).length - 1];
        }

        private static UnaryOperator<double[]> scattered(Random random, double scatter) {
            return values -> {
                for (int c = 0; c < values.length; c++) {
                    values[c] += scatter * SCATTER[c] * random.nextGaussian();
                }
                return values;
            };
        }
    }

    /**
     * @param worse the candidate's loss less the serving version's; of numbers as a share of the latter
     * @param good  F1 of the serving version, or R²
     */
    private record Truth(double worse, double good) {
    }

    private static final class Count {
        private int tries;
        private int worse;
        private int accepted;
        private int acceptedWorse;
        private double serving;
        private int known;
    }

    @Test
    void aWorseModelIsNeverPromotedInAHundredRandomTries() throws Exception {
        Map<Spoiling, Map<Kind, Count>> table = new EnumMap<>(Spoiling.class);
        List<String> wrong = new ArrayList<>();
        int worse = 0;
        for (int seed = 1; worse < TRIES; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            Kind kind = Kind.values()[seed % 3];
            Spoiling spoiling = Spoiling.values()[seed / 3 % 4];
            Count count = table.computeIfAbsent(spoiling, key -> new EnumMap<>(Kind.class)).computeIfAbsent(kind,
                    key -> new Count());
            try (Laboratory laboratory = new Laboratory(dir.resolve("try-" + seed),
                    spoiling.spoil(kind.rows(seed, 5, random), random),
                    "{trainer: " + kind.trainer + ", trusted: [technician], evaluation: {margin: " + MARGIN + "}}")) {
                laboratory.serve(kind.usual, kind.rows(10_000 + seed, 5, random));
                TrainingRecord record = laboratory.train();
                Truth truth = truth(laboratory, record, kind.rows(20_000 + seed, 8, random));
                count.tries++;
                count.accepted += record.outcome() == Outcome.ACCEPTED ? 1 : 0;
                if (!Double.isNaN(truth.good)) {
                    count.serving += truth.good;
                    count.known++;
                }
                if (truth.worse > MARGIN) {
                    worse++;
                    count.worse++;
                    if (record.outcome() == Outcome.ACCEPTED) {
                        count.acceptedWorse++;
                        wrong.add("seed " + seed + ", " + spoiling + ", " + kind + ": truly worse by " + truth.worse + "; "
                                + record.reason());
                    }
                }
            }
        }
        print(table);
        assertThat(wrong).isEmpty();
        assertThat(worse).isEqualTo(TRIES);
    }

    /** On pumps that nobody has trained on. */
    private static Truth truth(Laboratory laboratory, TrainingRecord record, List<Row> fresh)
            throws IOException, ModelRejectedException {
        assertThat(record.outcome()).as(record.reason()).isNotEqualTo(Outcome.FAILED);
        TrainingPlan plan = new PlanFile(laboratory.file).plans().get(Laboratory.MODEL);
        var collected = SampleCollector.collect(new HeldSamples(fresh), plan, Laboratory.AFTERWARDS.instant());
        Path work = laboratory.dir.resolve("training").resolve(Laboratory.MODEL).resolve(record.id());
        Path candidate = work.resolve("models").resolve(Laboratory.MODEL).resolve("1");
        try (OnnxModel made = new VersionFolder(Laboratory.MODEL, 2, candidate).open(1 << 26);
                OnnxModel serving = new VersionFolder(Laboratory.MODEL, 1, work.resolve("serving")).open(1 << 26)) {
            Verdict verdict = plan.evaluation().of(new Partition(List.of(), collected.examples(), Set.of(), 0), made, serving);
            if (verdict.measured().isEmpty()) {
                // it does not know a label any more
                return new Truth(1, Double.NaN);
            }
            Map<String, Double> metrics = verdict.measured().get("all").serving();
            Double mae = metrics.get("mae");
            return mae == null
                    ? new Truth(verdict.difference(), metrics.getOrDefault("macro-f1", metrics.get("f1")))
                    : new Truth(verdict.difference() / mae, metrics.get("r2"));
        }
    }

    private static void print(Map<Spoiling, Map<Kind, Count>> table) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%n%-10s %-12s %6s %12s %9s %16s %18s%n", "spoiled", "trainer", "tries",
                        "truly worse", "accepted", "worse accepted", "F1 or R2 serving"));
        table.forEach((spoiling, kinds) -> kinds.forEach((kind, count) -> text.append(String.format(Locale.ROOT,
                "%-10s %-12s %6d %12d %9d %16d %18.3f%n", spoiling, kind, count.tries, count.worse, count.accepted,
                count.acceptedWorse, count.serving / count.known))));
        System.out.println(text);
    }

}
