package io.bactrian.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.ops.ConfigurationCheck;
import io.bactrian.ops.Mistake;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the service would start with this configuration, and what is wrong with it. */
@Command(name = "check", mixinStandardHelpOptions = true, usageHelpWidth = 110, sortOptions = false, description = {
    "%nChecks the configuration as the service would read it here, its folders, route files, device directory and models, and says "
            + "all that is wrong at once, each with what was expected. Nothing is started, connected or written; models are not "
            + "run.%n"}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:nothing is wrong; what is missing may come later", "1:something is wrong: it stops the start, or a model is "
                        + "rejected",
                "2:an option is wrong"})
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--file", paramLabel = "FILE", description = "properties to check in place of config/application.properties")
    private Path file;
    @Option(names = "--json", description = "print JSON, for programs")
    private boolean json;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (file != null && !Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), "--file is '" + file + "', expected a file that can be read");
        }
        List<Mistake> mistakes = ConfigurationCheck
                .of(ConfigurationSources.complete(file == null ? ConfigurationSources.FILE : file));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(mistakes).toPrettyString());
        } else {
            print(mistakes, out);
        }
        out.flush();
        return mistakes.stream().allMatch(Mistake::missing) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void print(List<Mistake> mistakes, PrintWriter out) {
        for (Mistake mistake : mistakes) {
            out.println((mistake.missing() ? "missing" : "WRONG") + "  " + part(mistake) + ": "
                    + mistake.text().replaceAll("[\\p{Cc}\\p{Cf}]", " "));
        }
        long wrong = mistakes.stream().filter(mistake -> !mistake.missing()).count();
        out.println(wrong + " wrong, " + (mistakes.size() - wrong) + " missing");
    }

    private static ArrayNode json(List<Mistake> mistakes) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Mistake mistake : mistakes) {
            ObjectNode one = all.addObject().put("part", part(mistake)).put("thing", mistake.thing());
            if (mistake.expected() != null) {
                one.put("value", mistake.value()).put("expected", mistake.expected());
            }
            one.put("text", mistake.text()).put("missing", mistake.missing());
        }
        return all;
    }

    private static String part(Mistake mistake) {
        return mistake.part().name().toLowerCase(Locale.ROOT);
    }
}
