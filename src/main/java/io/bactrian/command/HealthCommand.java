package io.bactrian.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the service that runs with the same configuration whether it is ready, for a container's health check. */
@Command(name = "health", mixinStandardHelpOptions = true, usageHelpWidth = 110, description = {
    "%nPrints what the readiness check of the running service says, and ends with 0 when it is ready, else with 1.",
    "It asks at the host and port of the service's configuration: quarkus.http.host and quarkus.http.port.%n"})
final class HealthCommand implements Callable<Integer> {
    private final ServiceClient service;
    @Spec
    private CommandSpec spec;

    HealthCommand(ServiceClient service) {
        this.service = service;
    }

    @Override
    public Integer call() {
        ServiceClient.Response readiness = service.open("/observe/health/ready");
        spec.commandLine().getOut().println(readiness.body());
        return readiness.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
