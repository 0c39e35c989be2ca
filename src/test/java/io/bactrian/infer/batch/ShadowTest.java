package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.RunTimes;

@ExpectedErrors("io.bactrian.infer")
@Tag("slow")
class ShadowTest {
    /** On a quiet machine it is 1 to 1.7; waiting for the candidate would be above 1000. */
    private static final double MOST_TIMES_SLOWER = 5;

    @TempDir
    Path dir;
    private EngineRig rig;
    private OnnxEngine engine;
    private LoadedVersion serving;
    private final Noted noted = new Noted();

    @BeforeEach
    void open() {
        rig = new EngineRig(dir);
        engine = rig.engine();
        serving = rig.admit(1, Graphs.plus(1000));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void theCandidateSeesWhatWasAnsweredAndNeverAnswers() throws Exception {
        LoadedVersion candidate = rig.admit(2, Graphs.plus(2000));
        engine.shadow(candidate, 1, noted);

        for (int i = 0; i < 100; i++) {
            assertThat(send(Row.of(serving, "d", i).seenBy(candidate)).get().score()).isEqualTo(1000 + i);
            send(Row.of(serving, "e", 5000)).get();
        }

        await().until(() -> noted.compared.size() + noted.dropped.get() == 100);
        assertThat(noted.compared).isNotEmpty().allSatisfy(pair -> {
            assertThat(pair.serving().model()).isSameAs(serving.manifest());
            assertThat(pair.candidate().model()).isSameAs(candidate.manifest());
            assertThat(pair.candidate().score()).isEqualTo(pair.serving().score() + 1000);
        });
        assertThat(noted.servingNanos.get()).isPositive();
        assertThat(noted.candidateNanos.get()).isPositive();
        assertThat(noted.timed.get()).isEqualTo(noted.compared.size());
        assertThat(candidate.stats().read().messages()).isEqualTo(noted.compared.size());
        assertThat(noted.threads).containsOnly("shadow-m");
        assertThat(rig.meters().get("bactrian.infer.run").tag("version", "2").timer().count()).isZero();
    }

    @Test
    void aShareIsThatOfTheBatches() throws Exception {
        LoadedVersion candidate = rig.admit(2, Graphs.plus(0));
        engine.shadow(candidate, 0.1, noted);

        for (int i = 0; i < 100; i++) {
            send(Row.of(serving, "d", i).seenBy(candidate)).get();
            int least = (i + 1) / 10;
            await().until(() -> noted.compared.size() == least);
        }
    }

    @Test
    void aBatchOfWhichTheCandidateSeesOnlyAPartIsComparedButNotTimed() {
        LoadedVersion candidate = rig.admit(2, Graphs.plus(0));
        engine.shadow(candidate, 1, noted);
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(gate);
        send(Row.of(serving, "d", 1).seenBy(candidate));
        send(Row.of(serving, "d", 2));
        gate.countDown();

        await().until(() -> noted.compared.size() == 1);
        assertThat(send(Row.of(serving, "d", 3).seenBy(candidate))).succeedsWithin(Patience.LONG);
        await().until(() -> noted.timed.get() == 1);
    }

    @Test
    void aSlowCandidateDoesNotSlowTheAnswersAndIsDropped() throws Exception {
        LoadedVersion candidate = rig.admit(2, Graphs.slow(200));
        double without = Double.MAX_VALUE;
        double with = Double.MAX_VALUE;
        secondsOf(4000, candidate);
        for (int i = 0; i < 7; i++) {
            without = Math.min(without, secondsOf(4000, candidate));
            engine.shadow(candidate, 1, noted);
            with = Math.min(with, secondsOf(4000, candidate));
            engine.endShadow(candidate);
        }
        engine.shadow(candidate, 1, noted);
        await().until(() -> secondsOf(300, candidate) > 0 && noted.dropped.get() > 0);
        double ratio = with / without;
        System.out.printf("4000 answers one after the other: %.0f ms alone, %.0f ms beside a candidate of %.0f ms a message, "
                + "ratio %.2f; %d compared, %d dropped%n", without * 1e3, with * 1e3,
                nanosPerMessage(candidate) / 1e6, ratio, noted.compared.size(), noted.dropped.get());

        assertThat(ratio).isLessThan(MOST_TIMES_SLOWER);
        assertThat(nanosPerMessage(candidate)).isGreaterThan(50 * nanosPerMessage(serving));
    }

    private static double nanosPerMessage(LoadedVersion version) {
        RunTimes.Reading times = version.stats().read().times();
        double sum = 0;
        for (long[] counts : times.counts().values()) {
            for (int bucket = 0; bucket < counts.length; bucket++) {
                sum += counts[bucket] * RunTimes.nanos(bucket);
            }
        }
        return sum / times.runs();
    }

    @Test
    void whileAWorkerIsBehindTheCandidateSeesNothing() {
        LoadedVersion candidate = rig.admit(2, Graphs.plus(0));
        engine.shadow(candidate, 1, noted);
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(gate);
        List<CompletableFuture<ModelOutput>> sent = IntStream.range(0, 320)
                .mapToObj(i -> send(Row.of(serving, "d", i).seenBy(candidate))).toList();
        gate.countDown();

        await().until(() -> noted.compared.size() + noted.dropped.get() == 320);
        assertThat(sent).allMatch(CompletableFuture::isDone);
        assertThat(noted.dropped.get()).isBetween(320 - 2 * 16, 320);
    }

    @Test
    void whatTheCandidateCannotProcessIsSaidOfThatMessageAlone() {
        LoadedVersion candidate = rig.admit(2, Graphs.failingAboveTwo());
        engine.shadow(candidate, 1, noted);
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(gate);
        IntStream.range(0, 10).forEach(i -> send(Row.of(serving, "d", i, i == 4 ? 3 : 0).seenBy(candidate)));
        gate.countDown();

        await().until(() -> noted.compared.size() == 9 && noted.failed.get() == 1);
        assertThat(noted.timed.get()).isZero();
        assertThat(candidate.stats().read().errors()).isOne();
        assertThat(rig.meters().get("bactrian.infer.errors").counter().count()).isZero();
    }

    @Test
    void aComparisonThatThrowsEndsNothing() throws Exception {
        LoadedVersion candidate = rig.admit(2, Graphs.notANumberBelowZero());
        engine.shadow(candidate, 1, noted);
        noted.throwing = true;
        send(Row.of(serving, "d", 1).seenBy(candidate)).get();
        await().until(() -> !noted.throwing);

        send(Row.of(serving, "d", 1, -1).seenBy(candidate)).get();
        await().until(() -> noted.compared.size() == 1);
        assertThat(candidate.stats().read().notFinite()).isOne();
    }

    @Test
    void aCandidateThatIsRetiredIsClosedOnceItsRunIsThrough() throws Exception {
        LoadedVersion candidate = rig.admit(2, Graphs.slow(300));
        engine.shadow(candidate, 1, noted);
        for (int i = 0; i < 50; i++) {
            send(Row.of(serving, "d", i).seenBy(candidate)).get();
        }
        engine.retire(candidate);

        await().until(() -> rig.inMemory() == 1);
        assertThat(send(Row.of(serving, "d", 1).seenBy(candidate)).get().score()).isEqualTo(1001);
        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("shadow-m")));
    }

    private double secondsOf(int messages, LoadedVersion candidate) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            send(Row.of(serving, "d", i).seenBy(candidate)).get();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void blockWorker(CountDownLatch gate) {
        CountDownLatch blocked = new CountDownLatch(1);
        engine.submit(serving.manifest(), Row.of(serving, "d", 0), (output, failure) -> {
            blocked.countDown();
            await().until(() -> gate.getCount() == 0);
        });
        await().until(() -> blocked.getCount() == 0);
    }

    private CompletableFuture<ModelOutput> send(Row row) {
        return rig.send(row);
    }

    private record Pair(ModelOutput serving, ModelOutput candidate) {
    }

    private static final class Noted implements Comparison {
        private final Queue<Pair> compared = new ConcurrentLinkedQueue<>();
        private final Queue<String> threads = new ConcurrentLinkedQueue<>();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger dropped = new AtomicInteger();
        private final AtomicInteger timed = new AtomicInteger();
        private final AtomicLong servingNanos = new AtomicLong();
        private final AtomicLong candidateNanos = new AtomicLong();
        private volatile boolean throwing;

        @Override
        public void timed(long serving, long candidate, int messages) {
            servingNanos.addAndGet(serving);
            candidateNanos.addAndGet(candidate);
            timed.addAndGet(messages);
        }

        @Override
        public void compared(ModelOutput serving, ModelOutput candidate) {
            if (throwing) {
                throwing = false;
                throw new IllegalStateException("on purpose");
            }
            threads.add(Thread.currentThread().getName());
            compared.add(new Pair(serving, candidate));
        }

        @Override
        public void failed() {
            failed.incrementAndGet();
        }

        @Override
        public void dropped(int messages) {
            threads.add(Thread.currentThread().getName());
            dropped.addAndGet(messages);
        }
    }
}
