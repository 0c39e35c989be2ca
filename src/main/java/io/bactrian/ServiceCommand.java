package io.bactrian;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import org.eclipse.microprofile.config.Config;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the service says of itself when it is given arguments. None of them starts it. */
@Command(name = "bactrian", mixinStandardHelpOptions = true, versionProvider = ServiceCommand.Version.class, usageHelpWidth = 110, synopsisHeading = "", customSynopsis = {
    "Usage: java [JVM options] -jar quarkus-run.jar             starts the service",
    "       java -jar quarkus-run.jar train [options]           fits a model and writes it; see train --help",
    "       java -jar quarkus-run.jar data [options]            writes collected samples for training; see data --help",
    "       java -jar quarkus-run.jar health                    says whether the running service is ready",
    "       java -jar quarkus-run.jar folders --owner UID:GID   gives the service's folders to a user"}, synopsisSubcommandLabel = "", description = {
        "%nThe service is configured by environment variables (BACTRIAN_MQTT_URL=…), by system properties before -jar "
                + "(-Dbactrian.mqtt.url=…), or by config/application.properties in the working directory.%n"})
final class ServiceCommand implements Runnable {
    private ServiceCommand() {
    }

    /** @param configuration the service's own: where it listens, and its folders */
    static CommandLine commandLine(Config configuration) {
        return new CommandLine(new ServiceCommand()).addSubcommand(new HealthCommand(configuration))
                .addSubcommand(new FoldersCommand(configuration)).addSubcommand(new DataCommand(configuration))
                .setParameterExceptionHandler(ServiceCommand::refused);
    }

    @Override
    public void run() {
        // only the options for help and version get here
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
