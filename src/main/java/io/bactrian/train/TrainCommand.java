package io.bactrian.train;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code train}: fits normal running and writes the model. Exit codes: 0 written, 1 refused, 2 wrong option. */
@Command(name = "train", showDefaultValues = true, sortOptions = false, usageHelpWidth = 110, description = {
    "Fits Hotelling's T-squared over windowed means and standard deviations of normal running, and writes it as an ONNX model with its manifest.",
    "Without --csv it fits the simulated pump."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:the model is written", "1:the data or the disk does not allow it; the reason is on standard error",
        "2:an option is wrong"})
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RecordingOptions source;
    @Option(names = "--window", paramLabel = "ROWS", defaultValue = "30", description = "rows of history per answer")
    private int window;
    @Option(names = "--ridge", paramLabel = "X", defaultValue = "0.1", description = "added to the diagonal of the features' covariance")
    private double ridge;
    @Option(names = "--quantile", paramLabel = "Q", defaultValue = "0.99", description = "of the fitting rows' own T-squared, from which the limit comes")
    private double quantile;
    @Option(names = "--factor", paramLabel = "X", defaultValue = "8", description = "how many times that quantile the limit is")
    private double factor;
    @Option(names = "--name", paramLabel = "NAME", defaultValue = "pump-anomaly", description = "of the model")
    private String name;
    @Option(names = "--version", paramLabel = "N", defaultValue = "1", description = "of the model")
    private int version;
    @Option(names = "--out", paramLabel = "DIR", defaultValue = "models", description = "the models' directory")
    private Path out;
    @Option(names = "--description", paramLabel = "TEXT", description = "for the manifest (default: says method and channels)")
    private String description;
    @Option(names = "--force", showDefaultValue = CommandLine.Help.Visibility.NEVER, description = "replace this version where it exists")
    private boolean force;
    @Option(names = {"-h",
        "--help"}, usageHelp = true, showDefaultValue = CommandLine.Help.Visibility.NEVER, description = "show this text")
    private boolean help;

    private TrainCommand() {
    }

    /** Runs the command with what follows {@code train} and returns the exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new TrainCommand()).setExecutionExceptionHandler(TrainCommand::refused);
    }

    @Override
    public Integer call() {
        FitOptions options = new FitOptions(window, ridge, quantile, factor);
        ModelFolder folder = new ModelFolder(out, name, version);
        if (!force) {
            folder.requireAbsent();
        }
        say("Reading %s", source.source());
        Recording recording = source.read();
        say("Fitting %d rows of %d channels in windows of %d", recording.rows().length, recording.channels().size(), window);
        HotellingFit fit = HotellingFit.of(recording, options);
        say("Limit of T-squared is %.1f: %s times the %s quantile of the fitting rows' own", fit.limit(), factor, quantile);
        folder.write(fit, description != null ? description : said(recording));
        say("Wrote %s, model.onnx and model.yaml", folder.path());
        return ExitCode.OK;
    }

    private String said(Recording recording) {
        return "Hotelling's T² over windowed means and standard deviations of %s".formatted(
                source.simulated() ? "eight pump channels" : recording.channels().size() + " channels");
    }

    private void say(String format, Object... args) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(format.formatted(args));
        terminal.flush();
    }

    private static int refused(Exception reason, CommandLine commandLine, ParseResult parsed) throws Exception {
        if (reason instanceof TrainingException) {
            commandLine.getErr().println(reason.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw reason;
    }
}
