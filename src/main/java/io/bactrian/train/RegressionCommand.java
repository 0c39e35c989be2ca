package io.bactrian.train;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train regression}. */
@Command(name = "regression", description = {
    "A number that goes with a device's running: ridge regression on windowed means and standard deviations.",
    "Output: value, of the window's last row.", "Simulated: one channel of a pump from the others."})
final class RegressionCommand extends FitCommand {
    private static final String SIMULATED_TARGET = "Volume Flow RateRMS";

    @Option(names = "--target", paramLabel = "COLUMN", description = "the number; needed with --data (default: "
            + SIMULATED_TARGET + " of simulated pumps)")
    private String target;
    @Mixin
    private LearningOptions learning;
    @Option(names = "--ridge", paramLabel = "X", defaultValue = "0.001", description = "added to the diagonal of the features' correlations")
    private double ridge;

    RegressionCommand() {
        super("pump-flow");
    }

    @Override
    void checkOptions() {
        if (!data().simulated() && target == null) {
            throw usageError("Missing --target: --data needs the column that has the number");
        }
        TrainingException.unless(ridge >= 0 && Double.isFinite(ridge), "--ridge", ridge, "0 or more");
        learning.window();
    }

    @Override
    Result fit(Console console) {
        String wanted = target == null ? SIMULATED_TARGET : target;
        int window = learning.window();
        Split split = learning.split(data(), wanted, Columns.Target.NUMBER, fleet -> fleet.channel(wanted), console);
        Dataset recorded = split.data();
        console.say("Training on %d windows of %d rows and %d channels for %s", split.training().size(), window,
                recorded.channels().size(), wanted);
        RegressionFit fit = RegressionFit.of(recorded.channels(), window, split.training(), ridge, console);
        console.say("Measured on %d windows held out", split.heldOut().size());
        return new Result(fit, "%s: ridge regression on %d channels in windows of %d".formatted(wanted,
                recorded.channels().size(), window), data().describe(recorded.rows()),
                NumberEvaluation.of(fit, wanted, split.heldOut(), console), split.heldOut(),
                Reference.of(fit, split.training(), console));
    }
}
