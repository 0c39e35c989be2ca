package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolThreadsTest {
    @TempDir
    Path dir;

    private Spool open(long maxBytes) {
        return new Spool(dir, "s", Limits.of(maxBytes, OverflowPolicy.BLOCK), nanos -> {
        });
    }

    @Test
    void replayAfterAnOutageIsInOrderBesideLiveTraffic() {
        List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        var away = new AtomicBoolean(true);
        var completed = new AtomicInteger();
        try (var spool = open(1L << 30)) {
            spool.attach((records, done) -> {
                if (!away.get()) {
                    records.forEach(r -> received.add(Steps.number(r.body())));
                }
                done.complete(away.get() ? new IllegalStateException("Kafka away") : null);
            }, 500, 1 << 20, 0);
            for (int n = 0; n < 60_000; n++) {
                int number = n;
                spool.offer(Steps.body(n, 200), Map.of(), failure -> completed.incrementAndGet());
                if (n % 100 == 0) {
                    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofNanos(100_000))
                            .until(() -> completed.get() > number);
                }
                away.set(n < 40_000);
            }
            await().until(() -> received.size() >= 60_000);
            await().until(() -> spool.status().waitingRecords() == 0);
        }
        assertThat(received).isEqualTo(IntStream.range(0, 60_000).boxed().toList());
    }

    @Test
    void whatManyThreadsOfferAtOnceAllArrivesEachThreadsInOrder() throws Exception {
        List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        try (var spool = open(500_000)) {
            spool.attach((records, done) -> {
                records.forEach(r -> received.add(Steps.number(r.body())));
                done.complete(null);
            }, 100, 1 << 20, 0);
            var completed = new CountDownLatch(40_000);
            var threads = IntStream.range(0, 4).mapToObj(t -> new Thread(() -> {
                for (int n = 0; n < 10_000; n++) {
                    spool.offer(Steps.body(t * 10_000 + n, 200), Map.of(), failure -> completed.countDown());
                }
            })).toList();
            threads.forEach(Thread::start);
            completed.await();
            await().until(() -> received.size() == 40_000);
            for (int t = 0; t < 4; t++) {
                int thread = t;
                assertThat(received.stream().filter(n -> n / 10_000 == thread).toList()).isSorted().hasSize(10_000);
            }
            await().until(() -> spool.status().accepted() == 40_000 && spool.status().waitingExchanges() == 0);
        }
    }
}
