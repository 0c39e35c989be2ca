package io.bactrian.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.kit.ChildProcess;

/** The script in {@code bench/python-peer}; its packages are installed into a virtual environment when that is not there. */
final class PythonPeer extends Peer {
    private static final Path DIRECTORY = Path.of("bench", "python-peer").toAbsolutePath();
    private static final Path PYTHON = DIRECTORY.resolve(Path.of("venv", "bin", "python"));

    PythonPeer(Model model) {
        super("Python peer", model);
    }

    @Override
    public Optional<String> missing() {
        return Programs.firstLine("python3", "--version").isEmpty() ? Optional.of("no python3 on PATH") : Optional.empty();
    }

    @Override
    public void prepare(Path directory) {
        if (!Files.exists(PYTHON)) {
            run(directory, "python3", "-m", "venv", DIRECTORY.resolve("venv").toString());
            run(directory, PYTHON.toString(), "-m", "pip", "install", "-q", "-r",
                    DIRECTORY.resolve("requirements.txt").toString());
        }
    }

    private static void run(Path directory, String... command) {
        ChildProcess.start(command[2], List.of(command), Map.of(), directory.resolve("pip.log"))
                .awaitEnd(Duration.ofMinutes(5));
    }

    @Override
    List<String> command() {
        return List.of(PYTHON.toString(), DIRECTORY.resolve("peer.py").toString());
    }
}
