package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolStepsTest {
    @TempDir
    Path dir;

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void theRowIsOnDiskBeforeTheExchangeCompletes() throws Exception {
        var steps = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        steps.write();
        long[] seen = {-1};
        Spool.offer(steps.core, Steps.body(1, 20), java.util.Map.of(), false,
                failure -> seen[0] = seen[0] < 0 ? rows() : seen[0]);
        assertThat(rows()).isZero();
        steps.write();
        assertThat(seen[0]).isEqualTo(1);
    }

    @Test
    void allThatIsPendingGoesIntoOneRow() {
        var steps = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        IntStream.range(0, 100).forEach(n -> steps.offer(n, 20));
        steps.write();
        assertThat(rows()).isEqualTo(1);
        assertThat(steps.done).isEqualTo(numbers(0, 100));
        assertThat(steps.status().commits()).isEqualTo(1);
    }

    @Test
    void recordsComeInOrderAndGoFromDiskWhenAcknowledged() {
        var steps = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        steps.attach(7);
        for (int n = 0; n < 100; n++) {
            steps.offer(n, 20);
            if (n % 10 == 9) {
                steps.write();
            }
        }
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, 100));
        steps.nanos += 2_000_000_000L;
        steps.write();
        assertThat(rows()).isZero();
        assertThat(steps.status().waitingBytes()).isZero();
    }

    @Test
    void aFailedBatchComesAgainTheSameAfterItsBackoff() {
        var steps = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        steps.attach(5);
        IntStream.range(0, 12).forEach(n -> steps.offer(n, 20));
        steps.write();
        steps.read();
        List<SpoolRecord> first = steps.batch;
        long wait = 500_000_000L;
        for (int attempt = 0; attempt < 9; attempt++) {
            steps.settle(new IllegalStateException("Kafka away"));
            steps.nanos += wait - 1;
            steps.read();
            assertThat(steps.settle).isNull();
            steps.nanos += 1;
            steps.read();
            assertThat(steps.batch).isSameAs(first);
            wait = Math.min(wait * 2, 30_000_000_000L);
        }
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, 12));
        assertThat(steps.status().failedBatches()).isEqualTo(9);
    }

    @Test
    void whatWasNotAcknowledgedIsThereAfterTheNextStart() {
        var before = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        before.attach(5);
        IntStream.range(0, 12).forEach(n -> before.offer(n, 20));
        before.write();
        before.read();
        before.acknowledge();
        before.close();
        var after = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        after.attach(100);
        after.drain();
        assertThat(after.received).contains(5, 6, 7, 8, 9, 10, 11).isSorted();
        assertThat(after.status().recovered()).isEqualTo(12);
    }

    @Test
    void aFullSpoolThatBlocksTakesTheRestWhenThereIsRoom() {
        var steps = new Steps(dir, Steps.limits(1000, OverflowPolicy.BLOCK));
        steps.attach(1);
        IntStream.range(0, 15).forEach(n -> steps.offer(n, 98));
        steps.write();
        assertThat(steps.done).isEqualTo(numbers(0, 10));
        assertThat(steps.status().blocked()).isTrue();
        assertThat(steps.status().waitingExchanges()).isEqualTo(5);
        steps.read();
        steps.acknowledge();
        steps.write();
        assertThat(steps.done).isEqualTo(numbers(0, 11));
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, 15));
        assertThat(steps.status().blocked()).isFalse();
    }

    @Test
    void aFullSpoolThatDropsTheOldestKeepsWhatIsBeingSent() {
        var steps = new Steps(dir, Steps.limits(1000, OverflowPolicy.DROP_OLDEST));
        steps.attach(2);
        for (int n = 0; n < 25; n++) {
            steps.offer(n, 98);
            steps.write();
            steps.read();
        }
        assertThat(steps.done).isEqualTo(numbers(0, 25));
        assertThat(steps.status().droppedOldest()).isEqualTo(15);
        assertThat(steps.status().waitingBytes()).isLessThanOrEqualTo(1000);
        steps.drain();
        assertThat(steps.received).startsWith(0).endsWith(24).hasSize(10).isSorted();
    }

    @Test
    void aFullSpoolThatDropsTheNewestKeepsTheFirst() {
        var steps = new Steps(dir, Steps.limits(1000, OverflowPolicy.DROP_NEWEST));
        IntStream.range(0, 25).forEach(n -> steps.offer(n, 98));
        steps.write();
        assertThat(steps.done).containsAll(numbers(0, 25));
        assertThat(steps.status().droppedNewest()).isEqualTo(15);
        steps.attach(100);
        steps.drain();
        assertThat(steps.received).isEqualTo(numbers(0, 10));
    }

    @Test
    void tooLargeARecordOrTooManyPendingAreRefusedClearly() {
        var steps = new Steps(dir, new Limits(1000, OverflowPolicy.BLOCK, 500, 3, 1000, 100, 0, 1));
        assertThatThrownBy(() -> steps.offer(0, 600)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("603 bytes, expected at most 500");
        IntStream.range(0, 3).forEach(n -> steps.offer(n, 20));
        assertThatThrownBy(() -> steps.offer(3, 20)).isInstanceOf(SpoolFullException.class)
                .hasMessageContaining("3 records");
    }

    @Test
    void whatHasNoRoomAtTheEndFailsAndTheRestIsOnDisk() {
        var steps = new Steps(dir, Steps.limits(1000, OverflowPolicy.BLOCK));
        IntStream.range(0, 15).forEach(n -> steps.offer(n, 98));
        steps.writer.finish();
        assertThat(steps.done).isEqualTo(numbers(0, 10));
        assertThat(steps.refused).hasSize(5).allMatch(SpoolClosedException.class::isInstance);
        assertThatThrownBy(() -> steps.offer(0, 8)).isInstanceOf(SpoolClosedException.class);
        assertThat(rows()).isPositive();
    }

    private long rows() {
        return Sql.number(dir.resolve("s.db"), "SELECT count(*) FROM chunk");
    }
}
