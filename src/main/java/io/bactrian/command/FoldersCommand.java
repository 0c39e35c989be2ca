package io.bactrian.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gives the service's folders to the user that it runs as, where a platform makes them as root's. Needs the rights to do so. */
@Command(name = "folders", mixinStandardHelpOptions = true, usageHelpWidth = 110, description = {
    "%nMakes the folders that the service writes to, bactrian.spool.dir, bactrian.rollout.dir, bactrian.kubernetes.dir and "
            + "bactrian.delivery.dir, or where bactrian.role is cloud bactrian.cloud.dir, and gives them and what is in them to a "
            + "user. Run it as root, before the service.%n"})
final class FoldersCommand implements Callable<Integer> {
    private static final List<String> CLOUD = List.of("bactrian.cloud.dir");
    private static final List<String> EDGE = List.of("bactrian.spool.dir", "bactrian.rollout.dir", "bactrian.kubernetes.dir",
            "bactrian.delivery.dir");
    private static final Pattern OWNER = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

    private final Config config;
    @Option(names = "--owner", required = true, paramLabel = "UID:GID", description = "the numbers of the user and the group")
    private String owner;
    @Spec
    private CommandSpec spec;

    FoldersCommand(Config config) {
        this.config = config;
    }

    @Override
    public Integer call() {
        Matcher numbers = OWNER.matcher(owner);
        if (!numbers.matches()) {
            throw new ParameterException(spec.commandLine(),
                    "--owner is '" + owner + "', expected two numbers such as 10001:0");
        }
        boolean cloud = config.getOptionalValue("bactrian.role", String.class).filter("cloud"::equals).isPresent();
        for (String key : cloud ? CLOUD : EDGE) {
            Path folder = Path.of(config.getOptionalValue(key, String.class).orElse(key.split("\\.")[1])).toAbsolutePath();
            try {
                give(Files.createDirectories(folder), Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
            } catch (IOException | UncheckedIOException e) {
                spec.commandLine().getErr()
                        .println("bactrian: " + key + ": " + folder + " cannot be given to " + owner + " (" + e
                                + "); run this as root, with the capabilities CHOWN, DAC_OVERRIDE and FOWNER");
                return ExitCode.SOFTWARE;
            }
        }
        return ExitCode.OK;
    }

    private static void give(Path folder, int user, int group) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
