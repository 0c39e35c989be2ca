package io.bactrian.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have in common that ask the running service. */
@Command(mixinStandardHelpOptions = true, usageHelpWidth = 110, sortOptions = false, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:the service has answered", "1:no service answers, or it refuses; the reason is on standard error",
    "2:an option is wrong or missing"})
abstract class ServiceQuery implements Callable<Integer> {
    final ServiceClient service;
    @Spec
    private CommandSpec spec;
    @Option(names = "--json", description = "print JSON, for programs")
    private boolean json;

    ServiceQuery(ServiceClient service) {
        this.service = service;
    }

    CommandLine commandLine() {
        return spec.commandLine();
    }

    PrintWriter out() {
        return commandLine().getOut();
    }

    /** Prints what the service said, as JSON or for people. */
    void print(JsonNode answer, Runnable forPeople) {
        if (json) {
            out().println(answer.toPrettyString());
        } else {
            forPeople.run();
        }
        out().flush();
    }
}
