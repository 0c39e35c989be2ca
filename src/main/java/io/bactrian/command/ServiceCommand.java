package io.bactrian.command;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

import org.eclipse.microprofile.config.Config;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the artifact does when it is given arguments. None of them starts the service. */
@Command(name = "bactrian", mixinStandardHelpOptions = true, versionProvider = ServiceCommand.Version.class, usageHelpWidth = 110, synopsisHeading = "", customSynopsis = {
    "Usage: java [JVM options] -jar quarkus-run.jar             starts the service",
    "       java -jar quarkus-run.jar COMMAND [options]         runs a command; see COMMAND --help",
    "%nCommands that ask the running service, at the host and port of its configuration:",
    "  status                  how it is, and why; messages a second, times to an answer",
    "  devices [NAME]          what devices said last, and what they were answered",
    "  models [NAME]           models and the states of their versions",
    "  models promote|rollback|shadow NAME VERSION",
    "  follow DEVICE           a device's next message, step by step",
    "  spool                   what waits on disk",
    "  health                  readiness as JSON, for health checks%n",
    "Commands that need no running service:",
    "  check                   what is wrong with the configuration, routes, devices and models",
    "  train                   fits a model and writes it",
    "  data                    writes collected samples for training",
    "  folders                 gives the service's folders to a user",
    "  completion              a script by which a shell completes all this"}, synopsisSubcommandLabel = "", description = {
        "%nThe service is configured by environment variables (BACTRIAN_MQTT_URL=…), by system properties before -jar "
                + "(-Dbactrian.mqtt.url=…), or by config/application.properties in the working directory; commands read the "
                + "same.%n"})
public final class ServiceCommand implements Runnable {
    ServiceCommand() {
    }

    /** Runs what is named and returns the exit code: 0 done, 1 not, 2 not understood. */
    public static int run(String... args) throws IOException {
        return commandLine(ConfigurationSources.read(), args).execute(args);
    }

    /**
     * @param configuration the service's own: where it listens, and its folders
     * @param args          the first may name the only command that is wanted, so that the others are not loaded
     */
    static CommandLine commandLine(Config configuration, String... args) {
        Map<String, Supplier<Object>> commands = commands(configuration);
        CommandLine all = new CommandLine(new ServiceCommand());
        boolean one = args.length > 0 && commands.containsKey(args[0]) && !args[0].equals(CompletionCommand.NAME);
        commands.forEach((name, command) -> {
            if (!one || name.equals(args[0])) {
                all.addSubcommand(name, command.get());
            }
        });
        all.getHelpSectionMap().remove(SECTION_KEY_COMMAND_LIST);
        return all.setParameterExceptionHandler(ServiceCommand::refused)
                .setExecutionExceptionHandler(ServiceCommand::failed);
    }

    private static Map<String, Supplier<Object>> commands(Config configuration) {
        ServiceClient service = new ServiceClient(configuration);
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("status", () -> new StatusCommand(service));
        commands.put("devices", () -> new DevicesCommand(service));
        commands.put("models", () -> new ModelsCommand(service));
        commands.put("follow", () -> new FollowCommand(service));
        commands.put("spool", () -> new SpoolCommand(service));
        commands.put("health", () -> new HealthCommand(service));
        commands.put("check", CheckCommand::new);
        commands.put("data", () -> new DataCommand(configuration));
        commands.put("folders", () -> new FoldersCommand(configuration));
        commands.put(CompletionCommand.NAME, CompletionCommand::new);
        return commands;
    }

    @Override
    public void run() {
        // only the options for help and version get here
    }

    private static int failed(Exception reason, CommandLine command, ParseResult parsed) throws Exception {
        if (reason instanceof CommandException) {
            command.getErr().println("bactrian: " + reason.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw reason;
    }

    /** Names the argument without its value, which may be a secret. */
    private static int refused(ParameterException reason, String[] args) {
        CommandLine command = reason.getCommandLine();
        String first = reason instanceof UnmatchedArgumentException unknown ? unknown.getUnmatched().get(0) : args[0];
        command.getErr().println("bactrian: the arguments are not understood, from '" + first.split("=", 2)[0]
                + "' on; nothing is started" + (first.startsWith("-D") || first.startsWith("-X")
                        ? ". Options of the JVM come before -jar"
                        : ""));
        command.usage(command.getErr());
        return ExitCode.USAGE;
    }

    /** The version that the build has written into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream in = getClass().getResourceAsStream("/META-INF/maven/io.bactrian/bactrian/pom.properties")) {
                if (in != null) {
                    build.load(in);
                }
            }
            return new String[]{"bactrian " + build.getProperty("version", "of a build without a version")};
        }
    }
}
