package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolStateTest {
    @TempDir
    Path dir;

    private static Chunk chunk(long seq) {
        return new Chunk(seq, 2, 1000 + seq, new byte[10]);
    }

    @Test
    void aChunkClaimedSinceTheOldestWereLookedUpIsNotDropped() {
        var state = new SpoolState();
        state.published(List.of(chunk(1), chunk(2), chunk(3)), 0);
        var heads = List.of(new SpoolFile.Head(1, 2, 10, 1001), new SpoolFile.Head(2, 2, 10, 1002));
        assertThat(state.claim(chunk(1), 0)).isTrue();
        assertThat(state.drop(heads)).isEqualTo(new SpoolFile.Range(1, 2));
        assertThat(state.counts().droppedOldest).isEqualTo(2);
        assertThat(state.claim(chunk(2), 0)).isFalse();
        assertThat(state.claim(chunk(3), 0)).isTrue();
    }

    @Test
    void everyCommitIsSyncedToAWalThatStaysBounded() throws Exception {
        try (var connection = Sqlite.connect(dir.resolve("s.db"))) {
            assertThat(Sqlite.number(connection, "PRAGMA synchronous")).isEqualTo(2);
            assertThat(Sqlite.number(connection, "PRAGMA wal_autocheckpoint")).isEqualTo(1000);
            assertThat(Sqlite.number(connection, "PRAGMA auto_vacuum")).isEqualTo(2);
        }
        assertThat(dir.resolve("s.db-wal")).doesNotExist();
    }

    @Test
    void asManyFreePagesGoBackToTheFileSystemAsAreAskedFor() throws Exception {
        try (var connection = Sqlite.connect(dir.resolve("s.db"))) {
            Sqlite.execute(connection, "CREATE TABLE filled(content BLOB)");
            Sqlite.execute(connection, "INSERT INTO filled VALUES (zeroblob(4194304))");
            Sqlite.execute(connection, "DELETE FROM filled");
            long free = Sqlite.number(connection, "PRAGMA freelist_count");

            Sqlite.release(connection, 256);

            assertThat(Sqlite.number(connection, "PRAGMA freelist_count")).isEqualTo(free - 256);
        }
    }
}
