package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** What a spool does as a queue of retries: delays, room for what comes again, refusals when full; and threads that end. */
@ExpectedErrors("io.bactrian.spool")
class SpoolQueueTest {
    @TempDir
    Path dir;

    private void requeue(Steps steps, int n, int size, List<Throwable> failures) {
        Spool.offer(steps.core, Steps.body(n, size), Map.of(), true, failures::add);
    }

    @Test
    void aFullSpoolThatRejectsFailsTheNewRecordAndTakesWhatComesAgain() {
        var steps = new Steps(dir, Steps.limits(10_000, OverflowPolicy.REJECT));
        for (int n = 0; n < 20; n++) {
            steps.offer(n, 1000);
            steps.write();
        }
        assertThat(steps.done).hasSize(9);
        assertThat(steps.refused).hasSize(11).allSatisfy(e -> assertThat(e).hasMessageContaining("is full"));
        assertThat(steps.status().droppedNewest()).isZero();

        List<Throwable> again = new ArrayList<>();
        IntStream.range(0, 9).forEach(n -> requeue(steps, n, 1000, again));
        steps.write();
        assertThat(again).hasSize(9).containsOnlyNulls();
        assertThat(steps.status().waitingRecords()).isEqualTo(18);
    }

    @Test
    void whatComesAgainDoesNotWaitBehindWhatFindsNoRoom() {
        var steps = new Steps(dir, Steps.limits(10_000, OverflowPolicy.BLOCK));
        IntStream.range(0, 20).forEach(n -> steps.offer(n, 1000));
        steps.write();
        assertThat(steps.done).hasSize(9);
        List<Throwable> again = new ArrayList<>();
        requeue(steps, 0, 1000, again);
        steps.write();
        assertThat(again).hasSize(1).containsOnlyNulls();
        assertThat(steps.done).hasSize(9);
    }

    @Test
    void aRecordIsHandedOutWhenItsDelayIsOverAndAClockSetBackDelaysNothing() {
        var steps = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        List<Integer> received = new ArrayList<>();
        steps.reader.receiver(new Reader.Receiver((records, done) -> {
            records.forEach(record -> received.add(Steps.number(record.body())));
            done.complete(null);
        }, 10, 1 << 20, 3_600_000));
        steps.offer(1, 20);
        steps.write();
        steps.millis = System.currentTimeMillis();
        steps.read();
        assertThat(received).isEmpty();

        steps.millis += 3_600_000;
        steps.nanos += 3_600_000_000_000L;
        steps.read();
        assertThat(received).containsExactly(1);

        steps.offer(2, 20);
        steps.write();
        steps.millis -= 86_400_000;
        steps.read();
        assertThat(received).containsExactly(1, 2);
    }

    @Test
    void anErrorThatEndsAThreadIsSeenInTheStatusAndGivenToItsHandler() {
        var seen = new AtomicReference<Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> seen.set(e));
        try (var spool = new Spool(dir, "s", Steps.limits(1 << 20, OverflowPolicy.BLOCK), nanos -> {
        })) {
            spool.attach((records, done) -> {
                throw new OutOfMemoryError("by the test");
            }, 10, 1 << 20, 0);
            spool.offer(Steps.body(1, 20), Map.of(), failure -> {
            });
            await().dontCatchUncaughtExceptions().until(() -> seen.get() != null);
            assertThat(seen.get()).isInstanceOf(OutOfMemoryError.class);
            assertThat(spool.status().healthy()).isFalse();
            assertThat(spool.status().lastError()).contains("spool-s-reader has ended").contains("restart");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aConsumerThatThrowsAnErrorOfAnyOtherKindIsTriedAgain() {
        var steps = new Steps(dir, Steps.limits(1 << 20, OverflowPolicy.BLOCK));
        var tries = new int[1];
        steps.reader.receiver(new Reader.Receiver((records, done) -> {
            if (tries[0]++ == 0) {
                throw new AssertionError("by the test");
            }
            done.complete(null);
        }, 10, 1 << 20, 0));
        steps.offer(1, 20);
        steps.write();
        steps.read();
        steps.nanos += 1_000_000_000L;
        steps.read();
        assertThat(steps.status().waitingRecords()).isZero();
    }
}
