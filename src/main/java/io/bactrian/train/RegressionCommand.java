package io.bactrian.train;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train regression}. */
@Command(name = "regression", description = {
    "A number that goes with a device's running: ridge regression on windowed means and standard deviations.",
    "Output: value, of the window's last row.", "Simulated: one channel of a pump from the others."})
final class RegressionCommand implements Callable<Integer> {
    private static final String SIMULATED_TARGET = "Volume Flow RateRMS";

    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOptions data;
    @Option(names = "--target", paramLabel = "COLUMN", description = "the number; needed with --data (default: "
            + SIMULATED_TARGET + " of simulated pumps)")
    private String target;
    @Mixin
    private LearningOptions learning;
    @Option(names = "--ridge", paramLabel = "X", defaultValue = "0.001", description = "added to the diagonal of the features' correlations")
    private double ridge;
    @Mixin
    private OutputOptions output;
    @Mixin
    private HelpOptions help;

    @Override
    public Integer call() {
        if (!data.simulated() && target == null) {
            throw new ParameterException(spec.commandLine(), "Missing --target: --data needs the column that has the number");
        }
        if (!(ridge >= 0 && Double.isFinite(ridge))) {
            throw new TrainingException("--ridge is %s, expected 0 or more".formatted(ridge));
        }
        String wanted = target == null ? SIMULATED_TARGET : target;
        int window = learning.window();
        ModelFolder folder = output.folder("pump-flow");
        Console console = new Console(spec.commandLine().getOut(), System::nanoTime);
        Dataset recorded = data.simulated()
                ? SimulatedFleet.training(data.seed(), learning.pumpsTraining()).channel(wanted)
                : data.read(wanted, Columns.Target.NUMBER, console);
        Split split = data.simulated()
                ? learning.byDevice(recorded, SimulatedFleet.heldOut(data.seed(), learning.pumpsHeldOut()).channel(wanted))
                : learning.inTime(recorded);
        console.say("Training on %d windows of %d rows and %d channels for %s", split.training().size(), window,
                recorded.channels().size(), wanted);
        RegressionFit fit = RegressionFit.of(recorded.channels(), window, split.training(), ridge, console);
        console.say("Measured on %d windows held out", split.heldOut().size());
        output.write(folder, fit, "%s: ridge regression on %d channels in windows of %d".formatted(wanted,
                recorded.channels().size(), window), data.said(recorded.rows()),
                NumberEvaluation.of(fit, wanted, split.heldOut(), console), split.heldOut(), console);
        return ExitCode.OK;
    }
}
