package io.bactrian.train;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train classifier}. */
@Command(name = "classifier", description = {
    "Which of several labels a device's running has: multinomial logistic regression on windowed means and standard deviations.",
    "Outputs: label, the place among the labels; probabilities, one a label.",
    "Simulated: which fault a pump has, if any."})
final class ClassifierCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOptions data;
    @Option(names = "--target", paramLabel = "COLUMN", description = "the label, such as label or, in JSON, labels.fault; needed with --data")
    private String target;
    @Mixin
    private LearningOptions learning;
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10", description = "how often every window is seen")
    private int epochs;
    @Option(names = "--rate", paramLabel = "X", defaultValue = "0.3", description = "length of the first step")
    private double rate;
    @Mixin
    private OutputOptions output;
    @Mixin
    private HelpOptions help;

    @Override
    public Integer call() {
        if (data.simulated() != (target == null)) {
            throw new ParameterException(spec.commandLine(), data.simulated()
                    ? "--target goes with --data: simulated pumps know their faults"
                    : "Missing --target: --data needs the column that has the label");
        }
        LogisticTrainer trainer = new LogisticTrainer(epochs, rate, data.seed());
        int window = learning.window();
        ModelFolder folder = output.folder("pump-fault");
        Console console = new Console(spec.commandLine().getOut(), System::nanoTime);
        Dataset recorded = data.simulated()
                ? SimulatedFleet.training(data.seed(), learning.pumpsTraining()).faults()
                : data.read(target, Columns.Target.LABEL, console);
        Split split = data.simulated()
                ? learning.byDevice(recorded, SimulatedFleet.heldOut(data.seed(), learning.pumpsHeldOut()).faults())
                : learning.inTime(recorded);
        console.say("Training on %d windows of %d rows and %d channels for %s", split.training().size(), window,
                recorded.channels().size(), recorded.labels());
        ClassifierFit fit = ClassifierFit.of(recorded.channels(), recorded.labels(), window, split.training(), trainer,
                console);
        console.say("Measured on %d windows held out", split.heldOut().size());
        output.write(folder, fit, "Which of %s: multinomial logistic regression on %d channels in windows of %d".formatted(
                recorded.labels(), recorded.channels().size(), window), data.said(recorded.rows()),
                LabelEvaluation.of(fit, split.heldOut(), console), split.heldOut(), console);
        return ExitCode.OK;
    }
}
