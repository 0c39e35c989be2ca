package io.bactrian.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.bactrian.kit.Java;

/** The {@link LoadGenerator} as seen from the driver. Every call returns when the stretch of load is over and answered. */
final class GeneratorProcess implements AutoCloseable {
    private static final List<String> JVM = List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC");
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter commands;

    GeneratorProcess(int port, String filter, int devices, List<String> channels, int payload, Path log) {
        var command = Java.withTestClasspath(JVM, LoadGenerator.class.getName(), Integer.toString(port), filter,
                Integer.toString(devices),
                String.join(",", channels), Integer.toString(payload));
        try {
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the load generator", e);
        }
        answers = process.inputReader();
        commands = new PrintWriter(process.outputWriter(), true);
        line();
    }

    long pid() {
        return process.pid();
    }

    /** Sends messages until one is answered; returns the time from {@code startNanos} to then. */
    Duration awaitFirstAnswer(int seconds, long startNanos) {
        commands.println("probe " + seconds);
        var outcome = line();
        var taken = Duration.ofNanos(System.nanoTime() - startNanos);
        line();
        if (!"answered".equals(outcome)) {
            throw new IllegalStateException("No answer within " + seconds + " s");
        }
        return taken;
    }

    /** Open loop. */
    Phase pace(int rate, int seconds) {
        return run("pace " + rate + " " + (long) rate * seconds);
    }

    /** Closed loop of at most {@code count} messages and {@code seconds}. */
    Phase saturate(int outstanding, long count, int seconds) {
        return run("saturate " + outstanding + " " + count + " " + seconds);
    }

    private Phase run(String command) {
        commands.println(command);
        return Phase.parse(line());
    }

    private String line() {
        try {
            var line = answers.readLine();
            if (line == null) {
                throw new IOException("The load generator ended; see its log under target/bench");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        commands.close();
        process.destroy();
    }
}
