package io.bactrian.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A process of ours, its output appended to a log file. A shutdown hook kills whatever is still alive when this JVM ends. Ctrl-C in a
 * terminal reaches this JVM only, so that the end has an order. Safe for use by several threads.
 */
public final class ChildProcess {
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();
    private static final Queue<Runnable> BEFORE_THE_END = new ConcurrentLinkedQueue<>();
    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::end, "end-children"));
    }

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    private static void end() {
        try {
            BEFORE_THE_END.forEach(Runnable::run);
        } finally {
            ALIVE.forEach(Process::destroyForcibly);
        }
    }

    /** Has {@code action} run when this JVM ends, before what is still alive is killed. */
    public static void beforeTheEnd(Runnable action) {
        BEFORE_THE_END.add(action);
    }

    /**
     * Starts {@code command} with {@code environment} added to ours. Output and errors are appended to {@code log}.
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        return start(name, command, environment, log, Path.of(""));
    }

    /** The same in a working directory. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log,
            Path directory) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var builder = new ProcessBuilder(deafToInterrupts(command)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            builder.directory(directory.toAbsolutePath().toFile());
            var process = builder.start();
            process.getOutputStream().close();
            ALIVE.add(process);
            process.onExit().thenAccept(ALIVE::remove);
            return new ChildProcess(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name + " as " + command.get(0), e);
        }
    }

    private static List<String> deafToInterrupts(List<String> command) {
        if (File.separatorChar == '\\') {
            return command;
        }
        return Stream.concat(Stream.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"), command.stream()).toList();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** Asks the process to end (SIGTERM), and kills it when it has not after {@code atMost}. Returns whether it ended by itself. */
    public boolean stop(Duration atMost) {
        process.destroy();
        try {
            if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    /** Sends a signal, such as {@code HUP}. */
    public void signal(String name) {
        start("kill", List.of("kill", "-" + name, Long.toString(pid())), Map.of(), log).awaitEnd(Patience.LONG);
    }

    /** Kills the process at once (SIGKILL) and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Waits for {@code condition}; fails with the log's tail when the process dies first or the time is up. */
    public void await(String what, Duration atMost, BooleanSupplier condition) {
        var deadline = Instant.now().plus(atMost);
        while (!condition.getAsBoolean()) {
            if (!alive()) {
                throw new IllegalStateException(
                        name + " ended with code " + process.exitValue() + " before " + what + "; " + tail(30));
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(name + ": not " + what + " after " + atMost.toSeconds() + " s; " + tail(30));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Waits for a process that ends by itself; fails unless it does so with code 0. */
    public void awaitEnd(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                kill();
                throw new IllegalStateException(name + " failed or took longer than " + atMost.toSeconds() + " s; " + tail(30));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a process that ends by itself, and returns its exit code; fails with the log's tail when it does not. */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw new IllegalStateException(name + " did not end within " + atMost.toSeconds() + " s; " + tail(30));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The last {@code lines} lines of the log, for an error message. */
    public String tail(int lines) {
        try {
            var all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return "the end of " + log + ":\n" + String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e.getMessage();
        }
    }

    /** Resident memory in bytes, 0 where /proc does not say. */
    public long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Open files, sockets included; 0 where /proc does not say. */
    public int openFiles() {
        var files = new File("/proc/" + pid() + "/fd").list();
        return files == null ? 0 : files.length;
    }

    /** Threads, the JVM's own included; 0 where /proc does not say. */
    public int threads() {
        var tasks = new File("/proc/" + pid() + "/task").list();
        return tasks == null ? 0 : tasks.length;
    }

    /** User and system CPU time used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
