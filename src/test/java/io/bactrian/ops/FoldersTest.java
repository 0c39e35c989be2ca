package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.quarkus.runtime.configuration.ConfigurationException;

@ExpectedErrors("io.bactrian.ops")
class FoldersTest {
    @TempDir
    Path dir;

    @Test
    void aFolderIsMadeAndOwnedByOneUntilItIsClosed() throws IOException {
        Path folder = dir.resolve("a/b");
        try (Folders first = folders(folder, false)) {
            assertThat(first.problems()).isEmpty();
            assertThat(folder.resolve("owner.lock")).content().startsWith(ProcessHandle.current().pid() + " since ");
            assertThatThrownBy(() -> folders(folder, false)).isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("the.key: " + folder + " is in use by").hasMessageContaining("stop that process");
        }
        try (Folders next = folders(folder, false)) {
            assertThat(next.problems()).isEmpty();
        }
    }

    @Test
    void whatALockFileOfADeadProcessSaysDoesNotMatter() throws IOException {
        Files.writeString(dir.resolve("owner.lock"), "1 since long ago\n");

        try (Folders folders = folders(dir, true)) {
            assertThat(folders.problems()).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsSaidAndTakenOnceItCan() throws IOException {
        Path folder = Files.writeString(dir.resolve("file"), "in the way");
        try (Folders folders = folders(folder, false)) {
            assertThat(folders.problems()).hasEntrySatisfying("the.key",
                    problem -> assertThat(problem).contains(folder + " cannot be used by user",
                            "make it readable and writable"));
            Files.delete(folder);
            assertThat(folders.problems()).isEmpty();
            assertThatThrownBy(() -> folders(folder, false)).hasMessageContaining("is in use by");
        }
    }

    @Test
    void whereTheContentMustBeKnownAFolderThatCannotBeReadStopsTheStart() throws IOException {
        Path folder = Files.writeString(dir.resolve("file"), "in the way");

        assertThatThrownBy(() -> folders(folder, true)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(folder + " cannot be used by user");
    }

    @Test
    void whatAPartKeepsIsOpenedInAFolderOfOursOrItsFaultIsNamed() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "in the way");
        try (Folders folders = folders(dir, true)) {
            Path part = folders.open("the.key", dir.resolve("part"), folder -> Files.createDirectory(folder));
            assertThat(part).isDirectory();
            assertThatThrownBy(() -> folders.open("the.key", file, folder -> Files.createDirectory(folder)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("the.key: " + file + " cannot be used by user")
                    .hasMessageContaining("make it readable and writable");
        }
    }

    private static Folders folders(Path folder, boolean read) {
        return new Folders(List.of(new OwnedFolder("the.key", folder, read)));
    }
}
