package io.bactrian.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.InvalidDirectoryException;

/** What is wrong with the file of the device directory. */
final class DirectoryCheck {
    private DirectoryCheck() {
    }

    /** Nothing where there is no such file: its key then is what is wrong. */
    static List<Mistake> of(Settings settings) {
        return settings.configuration().role() != Role.EDGE || settings.kubernetes()
                ? List.of()
                : settings.configuration().devices().file().filter(Files::isReadable).filter(Files::isRegularFile)
                        .map(DirectoryCheck::of).orElse(List.of());
    }

    private static List<Mistake> of(Path file) {
        try {
            new DeviceFile(file);
            return List.of();
        } catch (IOException e) {
            List<String> problems = e.getCause() instanceof InvalidDirectoryException directory
                    ? directory.problems().stream().map(problem -> file + ": " + problem).toList()
                    : List.of(e.getMessage());
            return problems.stream().map(text -> Mistake.of(Mistake.Part.DEVICES, file.toString(), text)).toList();
        }
    }
}
