package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.Patience;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.BadInput;
import io.micrometer.core.instrument.Tag;

class OnnxEngineTest {
    @TempDir
    Path dir;
    private EngineRig rig;
    private OnnxEngine engine;
    private final List<Double> answered = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        rig = new EngineRig(dir);
        engine = rig.engine();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aMessageEnrichedForAVersionBeforeTheSwapIsStillAnsweredByIt() throws Exception {
        LoadedVersion first = rig.admit(1, Graphs.plus(1000));
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(first, gate);
        List<CompletableFuture<ModelOutput>> queued = IntStream.range(0, 40).mapToObj(i -> send(Row.of(first, "d", i)))
                .toList();

        LoadedVersion second = rig.admit(2, Graphs.plus(2000));
        engine.retire(first);
        CompletableFuture<ModelOutput> after = send(Row.of(second, "d", 7));
        assertThat(rig.inMemory()).isEqualTo(2);
        gate.countDown();

        for (int i = 0; i < 40; i++) {
            assertThat(queued.get(i).get().model()).isSameAs(first.manifest());
            assertThat(queued.get(i).get().score()).isEqualTo(1000 + i);
        }
        assertThat(after.get().score()).isEqualTo(2007);
        await().until(() -> rig.inMemory() == 1);
    }

    @Test
    void aRetiredVersionTakesNoMoreAndTheMessageIsToBeTriedAgain() {
        LoadedVersion first = rig.admit(1, Graphs.plus(0));
        rig.admit(2, Graphs.plus(0));
        engine.retire(first);

        assertThatThrownBy(() -> send(Row.of(first, "d", 1))).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("version 1");
        assertThat(rig.inMemory()).isOne();
    }

    @Test
    void aVersionIsClosedOnlyWhenItsBatchIsThrough() {
        LoadedVersion slow = rig.admit(1, Graphs.slow(300));
        List<CompletableFuture<ModelOutput>> sent = IntStream.range(0, 16).mapToObj(i -> send(Row.of(slow, "d", i))).toList();

        engine.retire(slow);
        engine.retire(slow);

        assertThat(sent).allSatisfy(answer -> assertThat(answer.get().score()).isZero());
        await().until(() -> rig.inMemory() == 0);
    }

    @Test
    void theEngineClosesWhenTheBatchUnderWayIsThroughAndFailsTheRest() {
        LoadedVersion slow = rig.admit(rig.load(rig.write(1, Graphs.slow(300), 1, 1, 100)));
        List<CompletableFuture<ModelOutput>> sent = IntStream.range(0, 20).mapToObj(i -> send(Row.of(slow, "d", i))).toList();
        await().until(() -> slow.stats().read().messages() > 0);

        engine.close();

        assertThat(sent).allSatisfy(answer -> assertThat(answer).isDone());
        assertThat(sent.get(0)).isCompleted();
        assertThat(sent.get(19)).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(ModelUnavailable.class);
        assertThat(rig.inMemory()).isZero();
    }

    @Test
    void versionsMixedInOneBatchAnswerTheirOwnAndInTheOrderTheMessagesCame() throws Exception {
        List<LoadedVersion> three = List.of(rig.admit(1, Graphs.plus(1000)), rig.admit(2, Graphs.plus(2000)),
                rig.admit(rig.load(rig.write(3, Graphs.plus(3000), 1, 1, 4096))));
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(three.get(0), gate);
        List<CompletableFuture<ModelOutput>> sent = IntStream.range(0, 300)
                .mapToObj(i -> send(i % 4 == 3 ? Row.empty(three.get(0), "d") : Row.of(three.get(i % 4), "d", i))).toList();
        gate.countDown();

        Patience.join(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
        List<Double> expected = IntStream.range(0, 300)
                .mapToObj(i -> i % 4 == 3 ? Double.NaN : 1000 * (i % 4 + 1) + (double) i).toList();
        assertThat(answered.subList(1, answered.size())).isEqualTo(expected);
    }

    @Test
    void newWorkersBeginWhenTheOldHaveAnsweredAllTheyTook() {
        LoadedVersion one = rig.admit(1, Graphs.plus(0));
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(one, gate);
        IntStream.range(0, 100).forEach(i -> send(Row.of(one, "d" + i, i)));
        LoadedVersion three = rig.admit(rig.load(rig.write(2, Graphs.plus(1000), 16, 3, 4096)));
        LoadedVersion four = rig.admit(rig.load(rig.write(3, Graphs.plus(2000), 16, 4, 4096)));
        IntStream.range(0, 100).forEach(i -> send(Row.of(i % 2 == 0 ? three : four, "d" + i, i)));

        await().during(Duration.ofMillis(200)).until(answered::isEmpty);
        gate.countDown();

        await().until(() -> answered.size() == 201);
        assertThat(answered.subList(1, 101)).allMatch(score -> score < 1000);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("infer-m-"))
                .containsExactlyInAnyOrder("infer-m-0", "infer-m-1", "infer-m-2", "infer-m-3"));
    }

    @Test
    void aModelWithoutVersionsHasNoThreadsAndCanComeBack() throws Exception {
        LoadedVersion first = rig.admit(1, Graphs.plus(0));
        engine.retire(first);
        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith("infer-m-")));
        assertThatThrownBy(() -> send(Row.of(first, "d", 1))).isInstanceOf(ModelUnavailable.class);

        assertThat(send(Row.of(rig.admit(2, Graphs.plus(5)), "d", 1)).get().score()).isEqualTo(6);
    }

    @Test
    void whatAVersionCannotProcessFailsAloneAndIsCounted() {
        LoadedVersion picky = rig.admit(1, Graphs.failingAboveTwo());
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(picky, gate);
        CompletableFuture<ModelOutput> good = send(Row.of(picky, "d", 1, 0));
        CompletableFuture<ModelOutput> bad = send(Row.of(picky, "d", 2, 3));
        gate.countDown();

        assertThat(good).succeedsWithin(Patience.LONG).extracting(ModelOutput::score).isEqualTo(1.0);
        assertThat(bad).failsWithin(Patience.LONG).withThrowableThat().withCauseInstanceOf(BadInput.class);
        assertThat(picky.stats().read().errors()).isOne();
        assertThat(rig.meters().get("bactrian.infer.errors").tag("model", "m").counter().count()).isOne();
    }

    @Test
    void aCandidateThatAsksForFewerThreadsTakesNoneAway() throws Exception {
        engine.admit(engine.load(rig.write(1, Graphs.plus(1), 8, 3, 64)));
        LoadedVersion modest = engine.load(rig.write(2, Graphs.plus(2), 8, 1, 16));
        engine.admit(modest);

        assertThat(send(Row.of(modest, "d", 2, 1)).get().model()).isSameAs(modest.manifest());
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("infer-m-"))
                .containsOnly("infer-m-0", "infer-m-1", "infer-m-2");
    }

    @Test
    void aFallbackAnswersWhatAVersionOnProbationCannot() throws Exception {
        LoadedVersion old = rig.admit(1, Graphs.plus(1000));
        LoadedVersion picky = rig.admit(2, Graphs.failingAboveTwo());
        engine.fallBack(picky, old);

        ModelOutput output = send(Row.of(picky, "d", 2, 3)).get();
        assertThat(output.model()).isSameAs(old.manifest());
        assertThat(output.score()).isEqualTo(1002);
        assertThat(send(Row.of(picky, "d", 2, 1)).get().model()).isSameAs(picky.manifest());
        assertThat(picky.stats().read().errors()).isOne();
        assertThat(rig.meters().get("bactrian.infer.fallback").counter().count()).isOne();

        engine.fallBack(picky, null);
        assertThat(send(Row.of(picky, "d", 2, 3))).failsWithin(Patience.LONG);
    }

    @Test
    void aMessageThatNeitherCanProcessIsNotHeldAgainstAVersionOnProbation() throws Exception {
        LoadedVersion old = rig.admit(1, Graphs.failingAboveTwo());
        LoadedVersion picky = rig.admit(2, Graphs.failingAboveTwo());
        engine.fallBack(picky, old);

        assertThat(send(Row.of(picky, "d", 2, 3))).failsWithin(Patience.LONG);
        assertThat(picky.stats().read().errors()).isZero();
    }

    @Test
    void aFallbackAnswersWhatIsNoNumberAndWithoutOneItIsAnsweredAsItIs() throws Exception {
        LoadedVersion old = rig.admit(1, Graphs.plus(1000));
        LoadedVersion nan = rig.admit(2, Graphs.notANumberBelowZero());
        assertThat(send(Row.of(nan, "d", 2, -1)).get().score()).isNaN();
        engine.fallBack(nan, old);

        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(old, gate);
        List<CompletableFuture<ModelOutput>> sent = IntStream.range(0, 6)
                .mapToObj(i -> send(Row.of(nan, "d", i, i == 3 ? -1 : 1))).toList();
        gate.countDown();

        assertThat(sent.get(3).get().score()).isEqualTo(1003);
        assertThat(sent.get(4).get().score()).isEqualTo(4);
        assertThat(nan.stats().read().notFinite()).isEqualTo(2);
        assertThat(rig.meters().get("bactrian.infer.not.finite").counter().count()).isEqualTo(2);

        engine.retire(old);
        assertThat(send(Row.of(nan, "d", 2, -1)).get().model()).isSameAs(nan.manifest());
    }

    @Test
    void aRunIsShownToWhoFollowsAMessageInIt() throws Exception {
        LoadedVersion version = rig.admit(1, Graphs.plus(0));
        CountDownLatch gate = new CountDownLatch(1);
        blockWorker(version, gate);
        List<String> shown = new CopyOnWriteArrayList<>();
        CompletableFuture<ModelOutput> followed = new CompletableFuture<>();
        engine.submit(version.manifest(), Row.of(version, "d", 1), (ran, together, waited, nanos) -> shown.add("version "
                + ran.version() + ", together " + together.size() + ", waited " + (waited > 0) + ", ran " + (nanos > 0)),
                (output, failure) -> followed.complete(output));
        CompletableFuture<ModelOutput> other = send(Row.of(version, "d", 2));
        gate.countDown();

        assertThat(followed.get().score()).isEqualTo(1);
        other.get();
        assertThat(shown).containsExactly("version 1, together 2, waited true, ran true");
    }

    @Test
    void aVersionsMetersGoWithIt() throws Exception {
        LoadedVersion first = rig.admit(1, Graphs.plus(0));
        LoadedVersion again = rig.admit(1, Graphs.plus(0));
        LoadedVersion second = rig.admit(2, Graphs.plus(0));
        send(Row.of(again, "d", 1)).get();
        send(Row.of(second, "d", 1)).get();

        engine.retire(first);
        assertThat(measured()).containsExactlyInAnyOrder("1", "2");
        engine.retire(again);
        await().until(() -> rig.inMemory() == 1);
        assertThat(measured()).containsExactly("2");
        assertThat(rig.meters().find("bactrian.infer.batch.size").tag("version", "1").summary()).isNull();
    }

    private List<String> measured() {
        return rig.meters().find("bactrian.infer.run").timers().stream().flatMap(timer -> timer.getId().getTags().stream())
                .filter(tag -> tag.getKey().equals("version")).map(Tag::getValue).toList();
    }

    /** The worker that the device "d" has when there is one waits in the answer to this. */
    private void blockWorker(LoadedVersion version, CountDownLatch gate) {
        CountDownLatch blocked = new CountDownLatch(1);
        engine.submit(version.manifest(), Row.of(version, "d", 0), (output, failure) -> {
            blocked.countDown();
            await().until(() -> gate.getCount() == 0);
            answered.add(output.score());
        });
        await().until(() -> blocked.getCount() == 0);
    }

    private CompletableFuture<ModelOutput> send(ModelInput input) {
        CompletableFuture<ModelOutput> future = new CompletableFuture<>();
        engine.submit(input.model(), input, (output, failure) -> {
            if (failure == null) {
                answered.add(output == null ? Double.NaN : output.score());
                future.complete(output);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }
}
