package io.bactrian.train;

import java.util.List;

import io.bactrian.train.Dataset.Window;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train classifier}. */
@Command(name = "classifier", description = {
    "Which of several labels a device's running has: multinomial logistic regression on windowed means and standard deviations.",
    "Outputs: label, the place among the labels; probabilities, one a label.",
    "Simulated: which fault a pump has, if any."})
final class ClassifierCommand extends FitCommand {
    private static final String ALL = "all";

    @Option(names = "--target", paramLabel = "COLUMN", description = "the label, such as label or, in JSON, labels.fault; needed with --data")
    private String target;
    @Mixin
    private LearningOptions learning;
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10", description = "how often every window is seen")
    private int epochs;
    @Option(names = "--rate", paramLabel = "X", defaultValue = "0.3", description = "length of the first step")
    private double rate;

    @Option(names = "--l2", paramLabel = "X", defaultValue = "0", description = {
        "above 0: in place of --epochs and --rate, the one optimum of the mean log loss plus X/2 times the sum of squared weights, by Newton's method;",
        "the same wherever it is trained"})
    private double l2;

    @Option(names = "--reference", paramLabel = "LABEL", description = {
        "the windows of this label, or all, are what drift is measured against",
        "(default: none, as labels are seldom as frequent in data to train on as in messages: the service then takes its first messages)"})
    private String reference;

    ClassifierCommand() {
        super("pump-fault");
    }

    @Override
    void checkOptions() {
        if (data().simulated() != (target == null)) {
            throw usageError(data().simulated()
                    ? "--target goes with --data: simulated pumps know their faults"
                    : "Missing --target: --data needs the column that has the label");
        }
        trainer();
        learning.window();
    }

    /** The windows that drift is measured against. */
    static List<Window> ordinary(String reference, List<Window> training, List<String> labels) {
        if (reference == null || reference.equals(ALL)) {
            return reference == null ? List.of() : training;
        }
        int place = labels.indexOf(reference);
        TrainingException.unless(place >= 0, "--reference", reference, "all or one of " + labels);
        return training.stream().filter(each -> each.target() == place).toList();
    }

    private Learner trainer() {
        return l2 != 0 ? new NewtonTrainer(l2) : new LogisticTrainer(epochs, rate, data().seed());
    }

    @Override
    Result fit(Console console) {
        int window = learning.window();
        Split split = learning.split(data(), target, Columns.Target.LABEL, SimulatedFleet::faults, console);
        Dataset recorded = split.data();
        console.say("Training on %d windows of %d rows and %d channels for %s", split.training().size(), window,
                recorded.channels().size(), recorded.labels());
        ClassifierFit fit = ClassifierFit.of(recorded.channels(), recorded.labels(), window, split.training(), trainer(),
                console);
        console.say("Measured on %d windows held out", split.heldOut().size());
        return new Result(fit, "Which of %s: multinomial logistic regression on %d channels in windows of %d".formatted(
                recorded.labels(), recorded.channels().size(), window), data().describe(recorded.rows()),
                LabelEvaluation.of(fit, split.heldOut(), console), split.heldOut(),
                Reference.of(fit, ordinary(reference, split.training(), recorded.labels()), console));
    }
}
