package io.bactrian.cloud.training.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.bactrian.text.Excerpt;

/**
 * One run of a user's program: gets a data set, writes a version's folder.
 *
 * @param command  the program and its arguments
 * @param folder   it runs in, and is absolute; {@code data.jsonl} is there
 * @param timeout  after which it is ended
 * @param maxBytes the most that it may write
 */
public record CommandRun(List<String> command, Path folder, Duration timeout, long maxBytes) {
    /** Names the folder to everything the command begins. */
    private static final String MARK = "BACTRIAN_TRAINING";
    private static final long OUTPUT_BYTES = 1 << 20;
    private static final long LOOK_MILLIS = 200;
    private static final int LONGEST_LINE = 300;

    /** Where it writes the version. */
    public Path out() {
        return folder.resolve("version");
    }

    /** Ends what is left of a run in this folder whose service was killed. */
    public static void endLeftOver(Path folder) {
        tree(folder).end(null);
    }

    private static ProcessTree tree(Path folder) {
        return new ProcessTree(MARK + "=" + folder.toAbsolutePath());
    }

    /**
     * Runs it to its end. Its environment is {@code PATH}, {@code HOME}, {@code LANG}, {@code TMPDIR} and what is given here: no secret of the
     * service. Interrupting the thread ends it.
     *
     * @param given variables: the model's name, and what else it may need
     * @throws CommandFailed where it failed, took too long or wrote too much
     */
    public void run(Map<String, String> given) throws CommandFailed, InterruptedException {
        ProcessTree tree = tree(folder);
        long before = Written.in(folder);
        Process process = begin(given);
        KeptOutput output = new KeptOutput(process.getInputStream(), folder.resolve("output.txt"), OUTPUT_BYTES);
        Thread reader = new Thread(output, "training-command-output");
        reader.setDaemon(true);
        reader.start();
        String failure;
        try {
            failure = await(process, before);
        } finally {
            tree.end(process);
            reader.join(TimeUnit.SECONDS.toMillis(5));
        }
        if (failure != null) {
            String line = output.lastLine();
            throw new CommandFailed("The command %s %s%s".formatted(command.get(0), failure,
                    line.isEmpty() ? "; it printed nothing" : "; its last line: " + Excerpt.of(line, LONGEST_LINE)));
        }
    }

    private Process begin(Map<String, String> given) throws CommandFailed {
        try {
            Files.createDirectories(out());
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(List.of("PATH", "HOME", "LANG", "TMPDIR"));
            environment.putAll(given);
            environment.put(MARK, folder.toAbsolutePath().toString());
            environment.put("BACTRIAN_DATA", folder.resolve("data.jsonl").toString());
            environment.put("BACTRIAN_OUT", out().toString());
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new CommandFailed(
                    "The command %s cannot be started: %s; expected a program that this user may run, by its path or in PATH"
                            .formatted(command.get(0), e.getMessage()));
        }
    }

    /** Null where it succeeded. */
    private String await(Process process, long before) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Optional<String> large = tooLarge(before);
            if (large.isPresent()) {
                return large.get();
            }
            if (System.nanoTime() - end >= 0) {
                return "was ended: it ran for more than %d s, the timeout".formatted(timeout.toSeconds());
            }
        }
        return process.exitValue() == 0
                ? tooLarge(before).orElse(null)
                : "ended with exit code %d; expected 0".formatted(process.exitValue());
    }

    /** What it prints is bounded apart from that. */
    private Optional<String> tooLarge(long before) {
        long bytes = Written.in(folder) - before;
        return bytes <= maxBytes + OUTPUT_BYTES
                ? Optional.empty()
                : Optional.of("wrote %d bytes, where each file and folder has %d at least; expected at most %d".formatted(bytes,
                        Written.BLOCK, maxBytes));
    }

    /** Files, folders and links take a block of the disk each, also where nothing is in them. What cannot be looked at is passed over. */
    private static final class Written extends SimpleFileVisitor<Path> {
        private static final long BLOCK = 4096;
        private long bytes;

        static long in(Path folder) {
            Written written = new Written();
            try {
                Files.walkFileTree(folder, written);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return written.bytes;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += Math.max(BLOCK, attributes.size());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
            bytes += BLOCK;
            return FileVisitResult.CONTINUE;
        }
    }
}
