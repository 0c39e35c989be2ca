package io.bactrian.train;

import java.util.List;
import java.util.concurrent.Callable;

import io.bactrian.train.Dataset.Window;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that fit a model have in common: where the rows come from, where the model goes, and the order of the steps. */
abstract class FitCommand implements Callable<Integer> {
    private final String usualName;
    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOptions data;
    @Mixin
    private OutputOptions output;
    @Mixin
    private TrainCommand.HelpOptions help;

    /** @param usualName the model's, without {@code --name} */
    FitCommand(String usualName) {
        this.usualName = usualName;
    }

    /**
     * A model and what was measured.
     *
     * @param method  says what the model does, for the manifest's description
     * @param data    what it was fitted on
     * @param windows its golden cases are taken from
     * @param reference of drift
     */
    record Result(Fit fit, String method, String data, Evaluation evaluation, List<Window> windows, Reference reference) {
    }

    @Override
    public final Integer call() {
        checkOptions();
        ModelFolder folder = output.folder(usualName);
        Console console = new Console(spec.commandLine().getOut(), System::nanoTime);
        output.write(folder, fit(console), console);
        return ExitCode.OK;
    }

    /** Called first, before anything is read or written. */
    abstract void checkOptions();

    abstract Result fit(Console console);

    DataOptions data() {
        return data;
    }

    /** An option that is wrong or missing. */
    ParameterException usageError(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
