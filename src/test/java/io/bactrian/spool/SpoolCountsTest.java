package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on one thread; after each, no record is unaccounted for. */
class SpoolCountsTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"BLOCK, 1", "BLOCK, 2", "DROP_OLDEST, 3", "DROP_OLDEST, 4", "DROP_OLDEST, 5", "DROP_OLDEST, 6",
        "DROP_NEWEST, 7", "DROP_NEWEST, 8"})
    void acceptedIsAlwaysDeliveredDroppedOrStillThere(OverflowPolicy overflowPolicy, long seed) {
        var random = new Random(seed);
        var steps = new Steps(dir, Steps.limits(20_000, overflowPolicy));
        steps.write();
        int offered = 0;
        for (int i = 0; i < 4000; i++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> offered = offer(steps, random, offered);
                case 4, 5 -> steps.write();
                case 6 -> steps.read();
                case 7 -> settle(steps, random.nextInt(4) == 0);
                case 8 -> steps.nanos += random.nextLong(2_000_000_000L);
                default -> receiver(steps, random.nextInt(10));
            }
            check(steps, offered);
        }
        finish(steps, offered, overflowPolicy);
    }

    private static int offer(Steps steps, Random random, int offered) {
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            steps.offer(offered + i, 8 + random.nextInt(random.nextInt(20) == 0 ? 15_000 : 900));
        }
        return offered + count;
    }

    private static void settle(Steps steps, boolean failed) {
        if (steps.settle != null && failed) {
            steps.settle(new IllegalStateException("away"));
        } else if (steps.settle != null) {
            steps.acknowledge();
        }
    }

    private static void receiver(Steps steps, int choice) {
        if (choice < 2) {
            steps.reader.receiver(null);
            steps.read();
        } else {
            steps.attach(1 + choice * choice);
        }
    }

    private void check(Steps steps, int offered) {
        SpoolStatus status = steps.status();
        assertThat(status.accepted()).isEqualTo(steps.done.size()).isEqualTo(offered - status.waitingExchanges());
        assertThat(status.delivered()).isEqualTo(steps.received.size());
        assertThat(status.accepted()).isEqualTo(status.delivered() + status.droppedOldest() + status.droppedNewest()
                + status.waitingRecords());
        assertThat(status.waitingBytes()).isBetween(0L, 20_000L);
    }

    private void finish(Steps steps, int offered, OverflowPolicy overflowPolicy) {
        steps.nanos += 60_000_000_000L;
        steps.attach(50);
        if (steps.settle != null) {
            steps.acknowledge();
        }
        steps.drain();
        check(steps, offered);
        SpoolStatus status = steps.status();
        assertThat(status.waitingRecords()).isZero();
        assertThat(status.waitingExchanges()).isZero();
        assertThat(steps.received).doesNotHaveDuplicates()
                .hasSize((int) (offered - status.droppedOldest() - status.droppedNewest()));
        if (overflowPolicy != OverflowPolicy.DROP_OLDEST) {
            assertThat(steps.received).isSorted();
        }
        steps.nanos += 2_000_000_000L;
        steps.write();
        assertThat(Sql.number(dir.resolve("s.db"), "SELECT count(*) FROM chunk")).isZero();
    }
}
