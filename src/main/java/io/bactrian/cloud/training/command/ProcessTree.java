package io.bactrian.cloud.training.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends the processes that have one variable in their environment: those that a command has begun have inherited it, also where they have
 * left their parent and are no {@link ProcessHandle#descendants()} any more. Where there is no {@code /proc}, or a process has emptied its
 * environment, the descendants are all that is found.
 */
final class ProcessTree {
    private static final Path PROCESSES = Path.of("/proc");
    private static final int ROUNDS = 20;
    private static final long SECONDS_TO_END = 2;

    private final String mark;

    /** @param mark {@code NAME=value}, in a few ASCII characters */
    ProcessTree(String mark) {
        this.mark = "\0" + mark + "\0";
    }

    /**
     * Until none is left: those that are begun meanwhile are found in the next round.
     *
     * @param command null where only the others are to end
     */
    void end(Process command) {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found = marked();
            if (command != null) {
                command.descendants().forEach(found::add);
                found.add(command.toHandle());
            }
            found.removeIf(each -> !each.isAlive());
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            found.forEach(ProcessTree::await);
        }
    }

    private static void await(ProcessHandle process) {
        try {
            process.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ProcessHandle> marked() {
        List<ProcessHandle> marked = new ArrayList<>();
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path each : processes) {
                long pid = Long.parseLong(each.getFileName().toString());
                if (pid != own && hasMark(each)) {
                    ProcessHandle.of(pid).ifPresent(marked::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return marked;
        }
        return marked;
    }

    /** Other users' processes cannot be read, and are none of these. */
    private boolean hasMark(Path process) {
        try {
            return ("\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }
}
