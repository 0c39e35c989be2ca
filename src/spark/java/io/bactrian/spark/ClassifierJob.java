package io.bactrian.spark;

import java.util.List;
import java.util.Map;

import org.apache.spark.sql.functions;

import io.bactrian.train.ClassifierFit;
import io.bactrian.train.Judged;
import io.bactrian.train.LabelledWindow;
import io.bactrian.train.NewtonTrainer;
import io.bactrian.train.Standardiser;
import io.bactrian.train.Trained;
import io.bactrian.train.TrainingException;
import io.bactrian.train.WindowFeatures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code classifier}. */
@Command(name = "classifier", description = "Which of several labels a device's running has: multinomial logistic regression on windowed means and standard deviations.")
final class ClassifierJob extends Job {
    private static final int MOST_LABELS = 100;
    private static final String ALL = "all";

    @Option(names = "--l2", paramLabel = "X", defaultValue = "0.0001", description = "above 0: the optimum is that of the mean log loss plus X/2 times the sum of squared weights")
    private double l2;
    @Option(names = "--reference", paramLabel = "LABEL", showDefaultValue = Visibility.NEVER, description = "the windows of this label, or all, are what drift is measured against (default: none)")
    private String reference;

    ClassifierJob() {
        super("pump-fault");
    }

    @Override
    void check() {
        if (samples().target() == null) {
            throw usageError("Missing --target: what has a sample's label");
        }
        trainer();
    }

    private NewtonTrainer trainer() {
        return new NewtonTrainer(l2);
    }

    @Override
    WindowFeatures features() {
        return new WindowFeatures(samples().window());
    }

    @Override
    Trained train(Samples read, String data) {
        Samples labelled = read.where(functions.col(Columns.LABEL).isNotNull());
        List<String> labels = List.copyOf(labelled.labels().keySet());
        TrainingException.unless(labels.size() >= 2 && labels.size() <= MOST_LABELS, "--target " + samples().target(), labels,
                "2 to %d labels".formatted(MOST_LABELS));
        TrainingException.unless(reference == null || reference.equals(ALL) || labels.contains(reference), "--reference",
                reference, "all or one of " + labels);
        HeldOut split = HeldOut.of(labelled, samples().share());
        requireEveryLabel(labels, split.training().labels());
        int size = features().count(samples().channels().size());
        NewtonTrainer.requireFew(labels.size(), size);
        say("Training on windows of %d rows and %d channels for %s", samples().window(), samples().channels().size(), labels);
        Standardiser standardiser = Standardiser.of(split.training().moments(size), samples().channels());
        LogisticSolver.Solution solution = new LogisticSolver(split.training(), standardiser, labels).solve(trainer());
        say("MLlib's parameters were within %.1e of the optimum", solution.moved());
        ClassifierFit fit = ClassifierFit.of(samples().channels(), labels, samples().window(), standardiser,
                solution.parameters());
        Judged judged = split.judging().atMost(MOST_JUDGED).judged(fit, labels);
        say("Measured on windows of other devices");
        return new Trained(fit, "Which of %s: multinomial logistic regression on %d channels in windows of %d".formatted(labels,
                samples().channels().size(), samples().window()), data, judged,
                split.judging().windows(samples().wholeWindows()), ordinary(split.training()));
    }

    private static void requireEveryLabel(List<String> labels, Map<String, Long> training) {
        labels.stream().filter(each -> !training.containsKey(each)).findFirst().ifPresent(each -> {
            throw new TrainingException(
                    "Label '%s' is on no device to train on, only on those held out: give samples of it from more devices, or a smaller --split"
                            .formatted(each));
        });
    }

    private List<LabelledWindow> ordinary(Samples training) {
        if (reference == null) {
            return List.of();
        }
        return (reference.equals(ALL) ? training : training.where(functions.col(Columns.LABEL).equalTo(reference)))
                .windows(samples().wholeWindows());
    }
}
