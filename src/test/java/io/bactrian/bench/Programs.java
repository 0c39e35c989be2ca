package io.bactrian.bench;

import java.io.IOException;
import java.util.Optional;

/** Programs asked for their version. */
public final class Programs {
    private Programs() {
    }

    /** The first line a program prints, empty when there is no such program or it prints nothing. */
    public static Optional<String> firstLine(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var output = process.inputReader()) {
                return Optional.ofNullable(output.readLine());
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
