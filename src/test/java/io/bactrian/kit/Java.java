package io.bactrian.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for child JVMs of the same JDK. */
public final class Java {
    private static final Path TARGET = Path.of("target");

    private Java() {
    }

    /** The {@code java} of this JVM. */
    public static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A JVM with the whole test class path, which the build writes down: the one of the JVM we are in may be a class loader's secret. */
    public static List<String> withTestClasspath(List<String> jvmOptions, String mainClass, String... arguments) {
        var command = new ArrayList<>(List.of(executable()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", testClasspath(), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String testClasspath() {
        var file = TARGET.resolve("test-classpath.txt");
        try {
            return String.join(File.pathSeparator, TARGET.resolve("test-classes").toString(),
                    TARGET.resolve("classes").toString(),
                    Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No " + file.toAbsolutePath() + ": run `./mvnw test-compile` in the project's directory first", e);
        }
    }
}
