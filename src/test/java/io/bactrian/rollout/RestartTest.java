package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.rollout")
class RestartTest extends RolloutTestBase {
    @Test
    void theShadowGoesOnWithItsCounts() {
        rollout.oneAndTwo().agree(2, "b", 60).tick(6).restart().tick();
        assertThat(rollout.version(2).comparison().messages()).isEqualTo(60);
        rollout.agree(2, "b", 40).tick();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.published()).containsExactly("promoted 1", "shadowed 2", "gate-passed 2", "promoted 2");
    }

    @Test
    void closingWritesTheCountsAndRetiresAll() {
        rollout.oneAndTwo().agree(2, "b", 60).rollouts.close();
        assertThat(rollout.engine.inMemory).isEmpty();
        assertThat(rollout.engine.retired).isEqualTo(rollout.engine.loads);
        rollout.restart().tick();
        assertThat(rollout.version(2).comparison().messages()).isEqualTo(60);
    }

    @Test
    void aVersionWhoseChecksTheEndOfTheServiceBrokeOffIsNotRejected() {
        rollout.oneAndTwo().tick().restart();
        rollout.engine.refusals.put("a", "java.nio.channels.ClosedByInterruptException");
        rollout.engine.whileLoading = () -> Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> rollout.tick()).hasMessageContaining("The end of the service");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        rollout.engine.refusals.clear();
        rollout.engine.whileLoading = () -> {
        };
        rollout.restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
    }

    @Test
    void whatWaitsForAPersonStillWaits() {
        rollout.with(Promote.MANUAL, 0);
        rollout.oneAndTwo().agree(2, "b", 100).tick().restart().tick(2);
        assertThat(rollout.state(2)).isEqualTo(State.WAITING);
        assertThat(rollout.published()).containsOnlyOnce("gate-passed 2");
    }

    @Test
    void aCanaryStaysACanaryWithTheSameDevicesAndItsCount() {
        rollout.with(Promote.GATED, 0.3);
        rollout.oneAndTwo().agree(2, "b", 100).tick().answer(2, "b", 30);
        Set<String> before = answeredByTwo();
        rollout.tick(6).restart().tick();
        assertThat(rollout.state(2)).isEqualTo(State.CANARY);
        assertThat(answeredByTwo()).isEqualTo(before);
        rollout.answer(2, "b", 20).tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
    }

    private Set<String> answeredByTwo() {
        Set<String> devices = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            if (rollout.choose("d" + i).serving().version().equals("2")) {
                devices.add("d" + i);
            }
        }
        return devices;
    }

    @Test
    void theProbationGoesOnWithWhatIsLeftOfItHoweverLongTheServiceWasDown() {
        rollout.twoOnProbation().pass(Duration.ofMinutes(6)).tick().pass(Duration.ofHours(5)).restart().tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.engine.fallbacks).hasSize(1);
        rollout.pass(Duration.ofMinutes(3)).tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        rollout.stats(2, "b").failed();
        rollout.tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        rollout.restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        rollout.pass(Duration.ofMinutes(10)).tick();
        assertThat(rollout.published()).doesNotContain("confirmed 2");
    }

    @Test
    void theProbationIsNotLongerForARestart() {
        rollout.twoOnProbation().pass(Duration.ofMinutes(6)).tick().restart().tick();
        rollout.pass(Duration.ofMinutes(4)).tick();
        assertThat(rollout.state(2)).isEqualTo(State.SERVING);
        assertThat(rollout.published()).endsWith("confirmed 2", "retired 1");
    }

    @Test
    void theProbationEndsWhereTheOldVersionIsGone() {
        rollout.twoOnProbation().remove(1).restart().tick(2);
        assertThat(rollout.state(2)).isEqualTo(State.SERVING);
        assertThat(rollout.last().reason()).contains("the probation ends");
    }

    @Test
    void whatWasRejectedOrRolledBackStaysSo() {
        rollout.engine.refusals.put("c", "truncated");
        rollout.twoOnProbation().stats(2, "b").failed();
        rollout.put(3, "c").tick(2).restart().tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.version(3).reason()).isEqualTo("truncated");
        assertThat(rollout.engine.calls).containsExactly("load 1/a", "admit pump 1/a");
    }

    @Test
    void aVersionThatWasRolledBackDoesNotServeEvenWhenNothingElseIsThere() {
        rollout.twoOnProbation().stats(2, "b").failed();
        rollout.tick().remove(1).restart().tick(15);
        assertThat(rollout.status().serving()).isNull();
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void anEventIsStoredBeforeItIsPublishedAndPublishedAgainWithTheSameIdUntilItIsTaken() throws IOException {
        rollout.rejecting = true;
        rollout.oneAndTwo().tick(3);
        assertThat(rollout.published()).isEmpty();
        assertThat(Files.readString(dir.resolve("pump.json"))).contains("SHADOWED");
        List<String> ids = new StateStore(dir).read("pump").unpublished().stream().map(ModelEvent::id).toList();
        rollout.rejecting = false;
        rollout.restart().tick(3);
        assertThat(rollout.published()).containsExactly("promoted 1", "shadowed 2");
        assertThat(rollout.events).extracting(ModelEvent::id).isEqualTo(ids).doesNotHaveDuplicates();
        rollout.restart().tick(3);
        assertThat(rollout.events).hasSize(2);
    }

    @Test
    void theLatestEventsAreStillKnownAfterARestartThoughTheyWerePublished() throws Exception {
        rollout.oneAndTwo().agree(2, "b", 100).tick(2);
        List<ModelEvent> before = rollout.rollouts.history(RolloutFixture.PUMP);
        assertThat(before).extracting(event -> event.kind().text() + " " + event.version()).containsExactly("promoted 1",
                "shadowed 2", "gate-passed 2", "promoted 2");
        assertThat(rollout.published()).hasSize(4);

        rollout.restart().tick();
        assertThat(rollout.rollouts.history(RolloutFixture.PUMP)).isEqualTo(before);
    }

    @Test
    void ofAModelsEventsTheLatestAreKept() throws Exception {
        rollout.put(1, "a").start().tick();
        for (int i = 0; i < EventHistory.MOST; i++) {
            rollout.engine.refusals.put("s" + i, "no");
            rollout.put(2, "s" + i).tick();
        }
        rollout.restart().tick();

        assertThat(rollout.rollouts.history(RolloutFixture.PUMP)).hasSize(EventHistory.MOST).extracting(event -> event.kind())
                .doesNotContain(ModelEvent.Kind.PROMOTED);
    }

    @Test
    void aDamagedHistoryIsQuarantinedAndHindersNobody() throws Exception {
        rollout.oneAndTwo();
        for (String damaged : List.of("[{\"id\": ", "{}", "")) {
            Files.writeString(dir.resolve("pump.history"), damaged);
            rollout.restart().tick();
            assertThat(rollout.serving()).isEqualTo("pump 1/a");
            assertThat(rollout.rollouts.history(RolloutFixture.PUMP)).isEmpty();
            assertThat(dir.resolve("pump.history.corrupt")).exists();
        }
        rollout.agree(2, "b", 100).tick();
        assertThat(rollout.rollouts.history(RolloutFixture.PUMP)).isNotEmpty();
    }

    @Test
    void anEventIsOnTheDiskWhenItIsHeard() {
        List<List<String>> onDisk = new java.util.ArrayList<>();
        rollout.put(1, "a");
        rollout.rollouts = new Rollouts(rollout.engine, rollout::scan, rollout.settings, dir,
                event -> onDisk.add(new StateStore(dir).read("pump").unpublished().stream().map(ModelEvent::id)
                        .filter(event.id()::equals).toList()),
                () -> rollout.pins, rollout.clock);
        rollout.tick();
        assertThat(onDisk).hasSize(1).allSatisfy(ids -> assertThat(ids).hasSize(1));
    }

    @Test
    void nothingIsPublishedThatCannotBeStoredAndAllIsOnceItCan() throws IOException {
        rollout.put(1, "a").start();
        Files.delete(dir);
        Files.writeString(dir, "in the way");
        rollout.tick(3);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.published()).isEmpty();
        assertThat(rollout.rollouts.stateProblem()).contains(dir.toString(), "cannot be made", "bactrian.rollout.dir");
        Files.delete(dir);
        rollout.tick();
        assertThat(rollout.published()).containsExactly("promoted 1");
        assertThat(rollout.rollouts.stateProblem()).isNull();
    }

    @Test
    void aStateFolderThatCannotBeMadeStopsNobodyFromBeingAnswered() throws IOException {
        rollout = new RolloutFixture(Files.createFile(dir.resolve("file")).resolve("rollout"));
        rollout.oneAndTwo();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
        assertThat(rollout.rollouts.stateProblem()).contains("rollout cannot be made", "restart");
    }

    @Test
    void aStateFileThatIsRemovedIsWrittenAgain() throws IOException {
        rollout.put(1, "a").start().tick(2);
        Files.delete(dir.resolve("pump.json"));
        Files.delete(dir.resolve("pump.history"));
        Files.delete(dir);
        rollout.tick();
        assertThat(new StateStore(dir).read("pump").service().content().version()).isEqualTo(1);
        assertThat(rollout.rollouts.stateProblem()).isNull();
    }

    @Test
    void aStateFileThatCannotBeReadIsLeftAsItIsAndHindersNoModel() throws IOException {
        Files.createDirectory(dir.resolve("pump.json"));
        rollout.put("fan", 1, "f").put(1, "a").start().tick(3);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.rollouts.choose("fan", "d1", null)).isPresent();
        assertThat(rollout.rollouts.stateProblem()).contains("[pump]", "cannot be read");
        assertThat(dir.resolve("pump.json")).isDirectory();
        Files.delete(dir.resolve("pump.json"));
        rollout.tick(2);
        assertThat(rollout.rollouts.stateProblem()).isNull();
        assertThat(dir.resolve("pump.json")).isRegularFile();
    }

    @Test
    void onlyTheLatestEventsThatNobodyTakesAreKept() {
        rollout.rejecting = true;
        rollout.put(1, "a").start().tick();
        for (int i = 0; i < 150; i++) {
            rollout.engine.refusals.put("s" + i, "no");
            rollout.put(2, "s" + i).tick();
        }
        rollout.rejecting = false;
        rollout.tick();
        assertThat(rollout.events).hasSize(StatePublisher.MOST_EVENTS);
        assertThat(new StateStore(dir).read("pump").verdicts()).hasSizeLessThanOrEqualTo(Verdicts.MOST);
    }

    @Test
    void aDamagedStateFileIsQuarantinedAndCountsAsEmpty() throws IOException {
        rollout.oneAndTwo();
        Files.writeString(dir.resolve("pump.json"), "{\"service\": {\"content\"");
        rollout.restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(dir.resolve("pump.json.corrupt")).exists();
        Files.writeString(dir.resolve("pump.json"), "{\"service\": {\"probation\": true}}");
        rollout.restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        Files.writeString(dir.resolve("pump.json"), "");
        assertThat(rollout.restart().tick().serving()).isEqualTo("pump 2/b");
    }

    @Test
    void theStateFileIsReplacedInOneStepAndLeavesNothingBehind() throws IOException {
        rollout.oneAndTwo().agree(2, "b", 10).tick(20);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("pump.json", "pump.history");
        }
        PersistedState state = new StateStore(dir).read("pump");
        new StateStore(dir).write("pump", state);
        assertThat(new StateStore(dir).read("pump")).isEqualTo(state);
    }
}
