package io.bactrian.train;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code train}: fits a model and writes its folder. Exit codes: 0 written, 1 refused, 2 wrong option. */
@Command(name = "train", subcommands = {AnomalyCommand.class, ClassifierCommand.class, RegressionCommand.class,
    GaugeCommand.class, ExpressionCommand.class}, description = {
        "Fits a model to recordings of devices and writes it as a version of its own: model.onnx, model.yaml, golden.json and a report of what was measured on rows held out.",
        "Without --data it fits simulated pumps; gauge and expression fit pictures that they draw."})
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private HelpOptions help;

    private TrainCommand() {
    }

    /** How the help of every command looks, and how it is asked for. */
    @Command(showDefaultValues = true, sortOptions = false, usageHelpWidth = 110, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:the model is written, or the help was asked for",
        "1:the data or the disk does not allow it; the reason is on standard error",
        "2:an option is wrong or missing"})
    public static final class HelpOptions {
        @Option(names = {"-h", "--help"}, usageHelp = true, showDefaultValue = Visibility.NEVER, description = "show this text")
        private boolean help;
    }

    /** Runs the command with what follows {@code train} and returns the exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    /** The command, for those that put it beside others. */
    public static CommandLine commandLine() {
        return new CommandLine(new TrainCommand()).setExecutionExceptionHandler(TrainCommand::refused);
    }

    /** Names no model to train, so it shows which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.USAGE;
    }

    private static int refused(Exception reason, CommandLine commandLine, ParseResult parsed) throws Exception {
        if (reason instanceof TrainingException) {
            commandLine.getErr().println(reason.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw reason;
    }
}
