package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.spool")
class SpoolTroubleTest {
    private static final Limits LIMITS = Limits.of(64L << 20, OverflowPolicy.BLOCK);

    @TempDir
    Path dir;

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** 2000 records of 2 kB, in chunks of 100. */
    private Steps filled() {
        var steps = new Steps(dir, LIMITS);
        for (int n = 0; n < 2000; n++) {
            steps.offer(n, 2000);
            if (n % 100 == 99) {
                steps.write();
            }
        }
        return steps;
    }

    @Test
    void aFullDiskHoldsTheRecordsUntilThereIsSpace() throws Exception {
        var steps = new Steps(dir, LIMITS);
        steps.write();
        steps.core.file().maxPages(100);
        IntStream.range(0, 1000).forEach(n -> steps.offer(n, 2000));
        steps.write();
        assertThat(steps.done).isEmpty();
        assertThat(steps.status().healthy()).isFalse();
        assertThat(steps.status().lastError()).startsWith("disk full at " + dir.resolve("s.db"));
        for (int i = 0; i < 5; i++) {
            steps.nanos += 5_000_000_000L;
            steps.write();
        }
        assertThat(steps.done).isEmpty();
        steps.core.file().maxPages(100_000);
        steps.nanos += 5_000_000_000L;
        steps.write();
        assertThat(steps.done).isEqualTo(numbers(0, 1000));
        assertThat(steps.status().healthy()).isTrue();
        steps.attach(500);
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, 1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "truncated", "header"})
    void aTornFileIsQuarantinedAtStart(String how) throws Exception {
        filled().close();
        tear(how, dir.resolve("s.db"));
        byte[] torn = Files.readAllBytes(dir.resolve("s.db"));
        var steps = new Steps(dir, LIMITS);
        steps.offer(1, 20);
        steps.write();
        assertThat(steps.done).containsExactly(1);
        assertThat(aside()).hasSize(1);
        assertThat(Files.size(aside().get(0))).isEqualTo(torn.length);
        assertThat(steps.status().quarantinedFiles()).isEqualTo(1);
        assertThat(steps.status().healthy()).isTrue();
        steps.attach(500);
        steps.drain();
        assertThat(steps.received).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "truncated", "header"})
    void aFileTornWhileRunningIsQuarantinedAndServiceGoesOn(String how) throws Exception {
        filled().close();
        var steps = new Steps(dir, LIMITS);
        steps.write();
        steps.attach(150);
        steps.read();
        assertThat(steps.batch).hasSize(150);
        tear(how, dir.resolve("s.db"));
        steps.offer(2000, 2000);
        steps.drain();
        steps.offer(2001, 2000);
        steps.drain();
        assertThat(aside()).hasSize(1);
        SpoolStatus status = steps.status();
        assertThat(status.quarantinedFiles()).isEqualTo(1);
        assertThat(steps.done).containsExactly(2000, 2001);
        assertThat(steps.received).startsWith(numbers(0, 150).toArray(Integer[]::new)).endsWith(2001);
        assertThat(status.recovered() + status.accepted()).isEqualTo(status.delivered() + status.quarantinedRecords());
        assertThat(status.waitingRecords()).isZero();
        assertThat(status.healthy()).isTrue();
    }

    @Test
    void aWriteAheadLogTornInTheMiddleIsQuarantinedThoughSqliteWouldTakeItsFirstHalf(@TempDir Path killed) throws Exception {
        killedWithALog(killed);
        Path log = killed.resolve("s.db-wal");
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[5000]);
        }
        var steps = new Steps(killed, LIMITS);
        steps.offer(1, 20);
        steps.write();
        assertThat(steps.status().quarantinedFiles()).isEqualTo(1);
        assertThat(steps.status().recovered()).isZero();
        assertThat(steps.done).containsExactly(1);
    }

    @Test
    void aWriteAheadLogThatEndsInTheMiddleOfATransactionIsWhatAPowerFailureLeaves(@TempDir Path killed) throws Exception {
        killedWithALog(killed);
        try (var file = new RandomAccessFile(killed.resolve("s.db-wal").toFile(), "rw")) {
            file.setLength(file.length() - 100);
        }
        var steps = new Steps(killed, LIMITS);
        steps.write();
        assertThat(steps.status().quarantinedFiles()).isZero();
        assertThat(steps.status().recovered()).isEqualTo(190);
    }

    /** 200 records in 20 transactions, all in the log. */
    private void killedWithALog(Path killed) throws Exception {
        var steps = new Steps(dir, LIMITS);
        for (int n = 0; n < 200; n++) {
            steps.offer(n, 1000);
            if (n % 10 == 9) {
                steps.write();
            }
        }
        for (String name : List.of("s.db", "s.db-wal")) {
            Files.copy(dir.resolve(name), killed.resolve(name));
        }
        steps.close();
    }

    @Test
    void aDamagedBlobThatSqliteDoesNotNoticeIsFoundByItsCrc() throws Exception {
        filled().close();
        Sql.run(dir.resolve("s.db"), "UPDATE chunk SET data = zeroblob(length(data)) WHERE seq = 11");
        var steps = new Steps(dir, LIMITS);
        steps.attach(100);
        steps.drain();
        assertThat(steps.received).doesNotHaveDuplicates().isSorted();
        assertThat(steps.status().quarantinedFiles()).isEqualTo(1);
        assertThat(steps.status().lastError()).contains("chunk 11").contains("CRC32C");
        assertThat(steps.status().quarantinedRecords()).isEqualTo(2000 - steps.received.size());
        assertThat(Sql.number(aside().get(0), "SELECT max(seq) FROM chunk")).isEqualTo(20);
    }

    @Test
    void rowsThatVanishedAreNoticed() {
        filled().close();
        var steps = new Steps(dir, LIMITS);
        steps.write();
        Sql.run(dir.resolve("s.db"), "DELETE FROM chunk");
        steps.attach(100);
        steps.drain();
        assertThat(steps.status().quarantinedRecords()).isEqualTo(2000);
        steps.offer(7, 20);
        steps.drain();
        assertThat(steps.received).containsExactly(7);
    }

    @Test
    void whatIsBeingSentWhenTheFileIsQuarantinedIsStillSent() {
        filled().close();
        var steps = new Steps(dir, LIMITS);
        steps.write();
        steps.attach(30);
        steps.read();
        steps.core.state().corrupt("by the test", steps.core.state().epoch());
        steps.write();
        steps.settle(new IllegalStateException("Kafka away"));
        steps.nanos += 1_000_000_000L;
        steps.offer(2000, 20);
        steps.drain();
        assertThat(steps.received).startsWith(0, 1).hasSize(31).endsWith(2000);
        assertThat(steps.status().quarantinedRecords()).isEqualTo(1970);
    }

    @Test
    void theFileShrinksAfterALongOutage() throws Exception {
        var steps = new Steps(dir, LIMITS);
        IntStream.range(0, 10_000).forEach(n -> {
            steps.offer(n, 4000);
            if (n % 500 == 0) {
                steps.write();
            }
        });
        steps.write();
        assertThat(Files.size(dir.resolve("s.db")) + Files.size(dir.resolve("s.db-wal"))).isGreaterThan(40_000_000);
        steps.attach(500);
        steps.drain();
        steps.nanos += 2_000_000_000L;
        steps.write();
        assertThat(Files.size(dir.resolve("s.db"))).isLessThan(10_000_000);
        assertThat(Files.size(dir.resolve("s.db-wal"))).isLessThan(10_000_000);
    }

    private List<Path> aside() throws IOException {
        try (var files = Files.list(dir)) {
            return files.filter(f -> f.getFileName().toString().matches("s\\.db\\.corrupt-[0-9TZ.]+")).toList();
        }
    }

    private static void tear(String how, Path file) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            var garbage = new byte[4096 * 40];
            new Random(1).nextBytes(garbage);
            if (how.equals("truncated")) {
                access.setLength(access.length() / 2);
            } else if (how.equals("header")) {
                access.write(garbage);
            } else {
                for (long at = 4096; at < access.length(); at += garbage.length * 2L) {
                    access.seek(at);
                    access.write(garbage);
                }
            }
        }
    }
}
