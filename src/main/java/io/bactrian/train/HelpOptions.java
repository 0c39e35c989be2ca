package io.bactrian.train;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How the help of every command looks, and how it is asked for. */
@Command(showDefaultValues = true, sortOptions = false, usageHelpWidth = 110, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:the model is written, or the help was asked for",
    "1:the data or the disk does not allow it; the reason is on standard error",
    "2:an option is wrong or missing"})
final class HelpOptions {
    @Option(names = {"-h", "--help"}, usageHelp = true, showDefaultValue = Visibility.NEVER, description = "show this text")
    private boolean help;
}
