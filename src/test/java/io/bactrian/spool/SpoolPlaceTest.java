package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** The spool's files are removed, replaced or moved, or their folder cannot be used, while the spool works. */
@ExpectedErrors("io.bactrian.spool")
class SpoolPlaceTest {
    private static final Limits LIMITS = Limits.of(64L << 20, OverflowPolicy.BLOCK);

    @TempDir
    Path parent;
    private Path dir;
    private Steps steps;

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @BeforeEach
    void folder() {
        dir = parent.resolve("spool");
    }

    private void stored(int from, int to) {
        IntStream.range(from, to).forEach(n -> steps.offer(n, 200));
        steps.write();
    }

    private void open() {
        steps = new Steps(dir, LIMITS);
        stored(0, 100);
        assertThat(steps.done).isEqualTo(numbers(0, 100));
    }

    /** What was acknowledged before and after is in the file that a process after this one finds. */
    private void everythingIsThereAfterAKill(int from, int to) {
        stored(from, to);
        assertThat(steps.done).isEqualTo(numbers(0, to));
        assertThat(steps.status().healthy()).isTrue();
        assertThat(steps.status().quarantinedRecords()).isZero();
        assertThat(rowsOnDisk()).isEqualTo(to);
        steps.attach(500);
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, to));
    }

    private long rowsOnDisk() {
        return Sql.number(dir.resolve("s.db"), "SELECT sum(records) FROM chunk");
    }

    @Test
    void removedFilesAreMadeAnewWithAllThatWaitsBeforeTheNextAcknowledgement() throws IOException {
        open();
        for (String name : List.of("s.db", "s.db-wal", "s.db-shm")) {
            Files.delete(dir.resolve(name));
        }
        everythingIsThereAfterAKill(100, 150);
    }

    @Test
    void aRemovedWriteAheadLogAloneIsNoticed() throws IOException {
        open();
        Files.delete(dir.resolve("s.db-wal"));
        everythingIsThereAfterAKill(100, 150);
    }

    @Test
    void aRemovedFolderIsMadeAnewWithItsLock() throws IOException {
        open();
        try (var files = Files.walk(dir)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
        assertThat(dir).doesNotExist();
        everythingIsThereAfterAKill(100, 150);
        assertThat(dir.resolve("s.lock")).exists();
    }

    @Test
    void aRenamedFolderIsMadeAnew() throws IOException {
        open();
        Files.move(dir, parent.resolve("elsewhere"));
        everythingIsThereAfterAKill(100, 150);
    }

    @Test
    void aFileThatTookOursPlaceIsKeptBesideIt() throws IOException {
        open();
        Files.move(dir.resolve("s.db"), dir.resolve("taken-away"));
        Files.writeString(dir.resolve("s.db"), "a foreign file");
        everythingIsThereAfterAKill(100, 150);
        try (var files = Files.list(dir)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("s.db.foreign-")).toList()).singleElement()
                    .satisfies(file -> assertThat(file).content().isEqualTo("a foreign file"));
        }
    }

    @Test
    void anIdleSpoolNoticesWithinASecond() throws IOException {
        open();
        Files.delete(dir.resolve("s.db"));
        steps.nanos += 1_000_000_000L;
        steps.write();
        assertThat(rowsOnDisk()).isEqualTo(100);
    }

    @Test
    void whileNoNewFileCanBeMadeNothingIsAcknowledgedAndNothingIsLost() throws IOException {
        open();
        Files.move(dir, parent.resolve("elsewhere"));
        Files.writeString(dir, "in the way");
        stored(100, 150);
        assertThat(steps.done).isEqualTo(numbers(0, 100));
        assertThat(steps.status().healthy()).isFalse();
        for (int i = 0; i < 5; i++) {
            steps.nanos += 5_000_000_000L;
            steps.write();
        }
        assertThat(steps.done).isEqualTo(numbers(0, 100));

        Files.delete(dir);
        steps.nanos += 5_000_000_000L;
        steps.write();
        everythingIsThereAfterAKill(150, 160);
    }

    @Test
    void aKillBetweenTheCopyAndItsRenameLosesNothing() throws Exception {
        open();
        steps.core.file().copyTo(new FileRebuild(dir.resolve("s.db")));
        Files.delete(dir.resolve("s.db"));
        steps.close();

        steps = new Steps(dir, LIMITS);
        steps.attach(500);
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, 100));
        assertThat(dir.resolve("s.db.rebuilt")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeUsedIsSaidWithItsRemedyAndTriedUntilItCan() throws IOException {
        Files.writeString(dir, "a file, not a folder");
        steps = new Steps(dir, LIMITS);
        stored(0, 100);
        assertThat(steps.done).isEmpty();
        assertThat(steps.status().healthy()).isFalse();
        assertThat(steps.status().lastError()).contains(dir.toString()).contains("cannot be used")
                .contains("bactrian.spool.dir");

        Files.delete(dir);
        steps.nanos += 5_000_000_000L;
        steps.write();
        assertThat(steps.done).isEqualTo(numbers(0, 100));
        assertThat(steps.status().healthy()).isTrue();
    }

    @Test
    void aSpoolThatRejectsFailsWhatTheDiskCannotTake() throws IOException {
        Files.writeString(dir, "a file, not a folder");
        steps = new Steps(dir, Limits.of(64L << 20, OverflowPolicy.REJECT));
        stored(0, 3);
        assertThat(steps.refused).hasSize(3).allMatch(SpoolFullException.class::isInstance);

        Files.delete(dir);
        steps.nanos += 5_000_000_000L;
        stored(3, 6);
        assertThat(steps.done).containsExactly(3, 4, 5);
    }
}
