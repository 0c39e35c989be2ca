package io.bactrian.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import io.bactrian.train.TrainCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The script by which a shell completes commands and options. */
@Command(name = CompletionCommand.NAME, hidden = true, mixinStandardHelpOptions = true, usageHelpWidth = 110, description = {
    "%nPrints a script for bash and zsh that completes commands and options of an alias or script called bactrian.%n",
    "Example: alias bactrian='java -jar /opt/bactrian/quarkus-run.jar'; source <(bactrian completion)%n"})
final class CompletionCommand implements Callable<Integer> {
    static final String NAME = "completion";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine all = new CommandLine(CommandSpec.forAnnotatedObject(new ServiceCommand()));
        spec.parent().subcommands().forEach((name, command) -> all.addSubcommand(name, command));
        all.addSubcommand("train", TrainCommand.commandLine());
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("bactrian", all));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
