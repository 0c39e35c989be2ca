package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.Patience;
import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.RequestStats;
import io.bactrian.telemetry.BadInput;

/** Requests of several rows beside messages of devices. */
class RowGroupTest {
    @TempDir
    Path dir;
    private EngineRig rig;

    @BeforeEach
    void open() {
        rig = new EngineRig(dir);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void rowsOfARequestAndMessagesOfDevicesRideInOneBatch() throws Exception {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));
        CountDownLatch gate = block(plus);
        CompletableFuture<ModelOutput> device = rig.send(Row.of(plus, "d", 5));
        CompletableFuture<List<ModelOutput>> request = send(Rows.of(plus, 1, 2, 3));
        CompletableFuture<List<ModelOutput>> other = send(Rows.of(plus, 7));
        gate.countDown();

        assertThat(request).succeedsWithin(Patience.LONG).asInstanceOf(InstanceOfAssertFactories.LIST).map(RowGroupTest::score)
                .containsExactly(2.0, 3.0, 4.0);
        assertThat(other).succeedsWithin(Patience.LONG).asInstanceOf(InstanceOfAssertFactories.LIST).map(RowGroupTest::score)
                .containsExactly(8.0);
        assertThat(device).succeedsWithin(Patience.LONG).extracting(ModelOutput::score).isEqualTo(6.0);
        RequestStats.Reading read = stats(plus);
        assertThat(read.batches().get(5).count()).isOne();
        assertThat(read.inferences()).isEqualTo(5);
        assertThat(read.succeeded().count()).isEqualTo(3);
    }

    @Test
    void aRequestOfMoreRowsThanABatchIsRunInSeveral() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));

        assertThat(send(Rows.of(plus, IntStream.range(0, 100).toArray()))).succeedsWithin(Patience.LONG)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .map(RowGroupTest::score).isEqualTo(IntStream.range(1, 101).mapToObj(i -> (double) i).toList());
        assertThat(stats(plus).succeeded().count()).isOne();
        assertThat(stats(plus).inferences()).isEqualTo(100);
    }

    @Test
    void rowsThatFitOneRunAreRunTogetherHoweverFastTheWorkerIs() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));
        for (int i = 0; i < 50; i++) {
            assertThat(send(Rows.of(plus, 1, 2, 3))).succeedsWithin(Patience.LONG);
        }

        assertThat(stats(plus).batches().keySet()).containsExactly(3);
    }

    @Test
    void requestsTakeHalfOfTheQueueAndDevicesTheOther() {
        LoadedVersion plus = rig.admit(rig.load(rig.write(1, Graphs.plus(1), 4, 1, 8)));
        CountDownLatch gate = block(plus);
        CompletableFuture<List<ModelOutput>> first = send(Rows.of(plus, 1, 2, 3));

        assertThatThrownBy(() -> send(Rows.of(plus, 4, 5))).isInstanceOf(QueueFull.class);
        CompletableFuture<List<ModelOutput>> last = send(Rows.of(plus, 4));
        assertThatThrownBy(() -> send(Rows.of(plus, 5))).isInstanceOf(QueueFull.class);
        List<CompletableFuture<ModelOutput>> devices = IntStream.range(0, 4).mapToObj(i -> rig.send(Row.of(plus, "d" + i, i)))
                .toList();
        gate.countDown();

        assertThat(first).succeedsWithin(Patience.LONG);
        assertThat(last).succeedsWithin(Patience.LONG);
        assertThat(devices).allSatisfy(device -> assertThat(device).succeedsWithin(Patience.LONG));
        assertThat(send(Rows.of(plus, 1, 2, 3, 4))).succeedsWithin(Patience.LONG);
    }

    @Test
    void aRequestForWhichThereIsNoRoomIsNotRunInPart() {
        LoadedVersion plus = rig.admit(rig.load(rig.write(1, Graphs.plus(1), 2, 1, 8)));
        CountDownLatch gate = block(plus);
        List<CompletableFuture<ModelOutput>> devices = IntStream.range(0, 7).mapToObj(i -> rig.send(Row.of(plus, "d", i)))
                .toList();

        assertThatThrownBy(() -> send(Rows.of(plus, 1, 2, 3, 4))).isInstanceOf(QueueFull.class);
        gate.countDown();

        assertThat(devices).allSatisfy(device -> assertThat(device).succeedsWithin(Patience.LONG));
        await().ignoreExceptionsInstanceOf(QueueFull.class)
                .until(() -> send(Rows.of(plus, 1, 2, 3, 4)).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS) != null);
        assertThat(stats(plus).inferences()).isEqualTo(7 + 4);
        rig.engine().retire(plus);
        await().atMost(Patience.LONG).until(() -> rig.inMemory() == 0);
    }

    @Test
    void moreRowsThanMayEverWaitAreTheRequestsOwnFault() {
        LoadedVersion plus = rig.admit(rig.load(rig.write(1, Graphs.plus(1), 4, 1, 8)));

        assertThatThrownBy(() -> send(Rows.of(plus, 1, 2, 3, 4, 5))).isInstanceOf(BadInput.class)
                .hasMessageContaining("5 rows; expected at most 4");
    }

    @Test
    void whatHasExpiredIsNotRun() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));
        CountDownLatch gate = block(plus);
        CompletableFuture<List<ModelOutput>> late = send(Rows.of(plus, System.nanoTime() - 1, 1, 2));
        CompletableFuture<List<ModelOutput>> patient = send(Rows.of(plus, System.nanoTime() + Patience.LONG.toNanos(), 3));
        gate.countDown();

        assertThat(late).failsWithin(Patience.LONG).withThrowableThat().withCauseInstanceOf(DeadlineExceeded.class);
        assertThat(patient).succeedsWithin(Patience.LONG);
        assertThat(stats(plus).inferences()).isOne();
        assertThat(stats(plus).failed().count()).isOne();
        assertThat(plus.stats().read().errors()).isZero();
    }

    @Test
    void aRowThatFailsFailsItsRequestAndNobodyElses() {
        LoadedVersion picky = rig.admit(1, Graphs.failingAboveTwo());
        CountDownLatch gate = block(picky);
        List<ModelInput> rows = new ArrayList<>(Rows.of(picky, 1, 2));
        rows.add(new Rows(picky.manifest(), Rows.floats(1, 9), Long.MAX_VALUE, null));
        CompletableFuture<List<ModelOutput>> bad = send(rows);
        CompletableFuture<List<ModelOutput>> good = send(Rows.of(picky, 4));
        gate.countDown();

        assertThat(bad).failsWithin(Patience.LONG).withThrowableThat().withCauseInstanceOf(BadInput.class);
        assertThat(good).succeedsWithin(Patience.LONG);
    }

    @Test
    void aCandidateSeesTheRowsAsTheyAre() {
        LoadedVersion serving = rig.admit(1, Graphs.plus(1));
        LoadedVersion candidate = rig.admit(2, Graphs.plus(2));
        List<Double> seen = Collections.synchronizedList(new ArrayList<>());
        rig.engine().shadow(candidate, 1, new Seen(seen));
        ModelInput own = new Rows(candidate.manifest(), Rows.floats(40, 0), Long.MAX_VALUE, null);

        assertThat(send(List.of(new Rows(serving.manifest(), Rows.floats(40, 0), Long.MAX_VALUE, own))))
                .succeedsWithin(Patience.LONG);

        await().atMost(Patience.LONG).until(() -> seen.contains(42.0));
    }

    @Test
    void rowsAreSpreadOverTheWorkersAndSwapsLoseNone() {
        LoadedVersion plus = rig.admit(rig.load(rig.write(1, Graphs.plus(1), 4, 3, 4096)));
        AtomicInteger answered = new AtomicInteger();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sent.add(send(Rows.of(plus, i, i + 1, i + 2)).thenAccept(outputs -> answered.addAndGet(outputs.size())));
            if (i % 50 == 25) {
                LoadedVersion more = rig.admit(rig.load(rig.write(2, Graphs.plus(1), 4, 4, 4096)));
                rig.engine().retire(more);
            }
        }

        assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))).succeedsWithin(Patience.LONG);
        assertThat(answered).hasValue(900);
    }

    private CompletableFuture<List<ModelOutput>> send(List<ModelInput> rows) {
        return Rows.send(rig.engine(), rows);
    }

    private static RequestStats.Reading stats(LoadedVersion version) {
        return version.requests().read();
    }

    private static double score(Object output) {
        return ((ModelOutput) output).score();
    }

    /** Holds the worker until the gate opens. */
    private CountDownLatch block(LoadedVersion version) {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        rig.engine().submit(version.manifest(), Row.empty(version, "gate"), (output, failure) -> {
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(CompletableFuture.runAsync(() -> {
            try {
                entered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })).succeedsWithin(Patience.LONG);
        return gate;
    }

    private record Seen(List<Double> scores) implements Comparison {
        @Override
        public void timed(long serving, long candidate, int messages) {
            scores.add(0.0);
        }

        @Override
        public void compared(ModelOutput serving, ModelOutput candidate) {
            scores.add(candidate.score());
        }

        @Override
        public void failed() {
            scores.add(Double.NaN);
        }

        @Override
        public void dropped(int messages) {
            scores.add(Double.POSITIVE_INFINITY);
        }
    }
}
