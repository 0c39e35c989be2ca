package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
    }

    @Test
    void theShadowGoesOnWithItsCounts() {
        bench.oneAndTwo().agree(2, "b", 60).tick(6).restart().tick();
        assertThat(bench.version(2).comparison().messages()).isEqualTo(60);
        bench.agree(2, "b", 40).tick();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.told()).containsExactly("promoted 1", "shadowed 2", "gate-passed 2", "promoted 2");
    }

    @Test
    void closingWritesTheCountsAndRetiresAll() {
        bench.oneAndTwo().agree(2, "b", 60).rollouts.close();
        assertThat(bench.engine.inMemory).isEmpty();
        assertThat(bench.engine.retired).isEqualTo(bench.engine.loads);
        bench.restart().tick();
        assertThat(bench.version(2).comparison().messages()).isEqualTo(60);
    }

    @Test
    void whatWaitsForAPersonStillWaits() {
        bench.settings = Bench.settings(Promote.BY_HAND, 0);
        bench.oneAndTwo().agree(2, "b", 100).tick().restart().tick(2);
        assertThat(bench.state(2)).isEqualTo(State.WAITING);
        assertThat(bench.told()).containsOnlyOnce("gate-passed 2");
    }

    @Test
    void aCanaryStaysACanaryWithTheSameDevicesAndItsCount() {
        bench.settings = Bench.settings(Promote.BY_GATE, 0.3);
        bench.oneAndTwo().agree(2, "b", 100).tick().answer(2, "b", 30);
        Set<String> before = answeredByTwo();
        bench.tick(6).restart().tick();
        assertThat(bench.state(2)).isEqualTo(State.CANARY);
        assertThat(answeredByTwo()).isEqualTo(before);
        bench.answer(2, "b", 20).tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
    }

    private Set<String> answeredByTwo() {
        Set<String> devices = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            if (bench.choose("d" + i).serving().version().equals("2")) {
                devices.add("d" + i);
            }
        }
        return devices;
    }

    @Test
    void theWatchGoesOnWithWhatIsLeftOfItHoweverLongTheServiceWasDown() {
        bench.twoWatched().pass(Duration.ofMinutes(6)).tick().pass(Duration.ofHours(5)).restart().tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.engine.fallbacks).hasSize(1);
        bench.pass(Duration.ofMinutes(3)).tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        bench.stats(2, "b").failed();
        bench.tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        bench.restart().tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        bench.pass(Duration.ofMinutes(10)).tick();
        assertThat(bench.told()).doesNotContain("confirmed 2");
    }

    @Test
    void theWatchIsNotLongerForARestart() {
        bench.twoWatched().pass(Duration.ofMinutes(6)).tick().restart().tick();
        bench.pass(Duration.ofMinutes(4)).tick();
        assertThat(bench.state(2)).isEqualTo(State.SERVING);
        assertThat(bench.told()).endsWith("confirmed 2", "retired 1");
    }

    @Test
    void theWatchEndsWhereTheOldVersionIsGone() {
        bench.twoWatched().remove(1).restart().tick(2);
        assertThat(bench.state(2)).isEqualTo(State.SERVING);
        assertThat(bench.last().reason()).contains("no longer watched");
    }

    @Test
    void whatWasRefusedOrTakenBackStaysSo() {
        bench.engine.refusals.put("c", "truncated");
        bench.twoWatched().stats(2, "b").failed();
        bench.put(3, "c").tick(2).restart().tick(5);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.version(3).reason()).isEqualTo("truncated");
        assertThat(bench.engine.calls).containsExactly("load 1/a", "admit pump 1/a");
    }

    @Test
    void aVersionThatWasTakenBackDoesNotServeEvenWhenNothingElseIsThere() {
        bench.twoWatched().stats(2, "b").failed();
        bench.tick().remove(1).restart().tick(15);
        assertThat(bench.status().serving()).isNull();
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void anEventIsWrittenDownBeforeItIsToldAndToldAgainWithTheSameIdUntilItIsTaken() throws IOException {
        bench.deaf = true;
        bench.oneAndTwo().tick(3);
        assertThat(bench.told()).isEmpty();
        assertThat(Files.readString(dir.resolve("pump.json"))).contains("SHADOWED");
        List<String> ids = new Journal(dir).read("pump").untold().stream().map(ModelEvent::id).toList();
        bench.deaf = false;
        bench.restart().tick(3);
        assertThat(bench.told()).containsExactly("promoted 1", "shadowed 2");
        assertThat(bench.events).extracting(ModelEvent::id).isEqualTo(ids).doesNotHaveDuplicates();
        bench.restart().tick(3);
        assertThat(bench.events).hasSize(2);
    }

    @Test
    void anEventIsOnTheDiskWhenItIsHeard() {
        List<List<String>> onDisk = new java.util.ArrayList<>();
        bench.put(1, "a");
        bench.rollouts = new Rollouts(bench.engine, bench::scan, bench.settings, dir,
                event -> onDisk.add(new Journal(dir).read("pump").untold().stream().map(ModelEvent::id)
                        .filter(event.id()::equals).toList()),
                () -> bench.pins, bench.clock);
        bench.tick();
        assertThat(onDisk).hasSize(1).allSatisfy(ids -> assertThat(ids).hasSize(1));
    }

    @Test
    void nothingIsToldThatCannotBeWrittenDownAndAllIsOnceItCan() throws IOException {
        bench.put(1, "a").start();
        Files.delete(dir);
        Files.writeString(dir, "in the way");
        bench.tick(3);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.told()).isEmpty();
        assertThat(bench.rollouts.journalProblem()).contains(dir.toString(), "cannot be made", "bactrian.rollout.dir");
        Files.delete(dir);
        bench.tick();
        assertThat(bench.told()).containsExactly("promoted 1");
        assertThat(bench.rollouts.journalProblem()).isNull();
    }

    @Test
    void aJournalFolderThatCannotBeMadeStopsNobodyFromBeingAnswered() throws IOException {
        bench = new Bench(Files.createFile(dir.resolve("file")).resolve("rollout"));
        bench.oneAndTwo();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
        assertThat(bench.rollouts.journalProblem()).contains("rollout cannot be made", "restart");
    }

    @Test
    void aJournalThatIsRemovedIsWrittenAgain() throws IOException {
        bench.put(1, "a").start().tick(2);
        Files.delete(dir.resolve("pump.json"));
        Files.delete(dir);
        bench.tick();
        assertThat(new Journal(dir).read("pump").service().content().version()).isEqualTo(1);
        assertThat(bench.rollouts.journalProblem()).isNull();
    }

    @Test
    void aJournalFileThatCannotBeReadIsLeftAsItIsAndHindersNoModel() throws IOException {
        Files.createDirectory(dir.resolve("pump.json"));
        bench.put("fan", 1, "f").put(1, "a").start().tick(3);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.rollouts.choose("fan", "d1", null)).isPresent();
        assertThat(bench.rollouts.journalProblem()).contains("[pump]", "cannot be read");
        assertThat(dir.resolve("pump.json")).isDirectory();
        Files.delete(dir.resolve("pump.json"));
        bench.tick(2);
        assertThat(bench.rollouts.journalProblem()).isNull();
        assertThat(dir.resolve("pump.json")).isRegularFile();
    }

    @Test
    void onlyTheLatestEventsThatNobodyTakesAreKept() {
        bench.deaf = true;
        bench.put(1, "a").start().tick();
        for (int i = 0; i < 150; i++) {
            bench.engine.refusals.put("s" + i, "no");
            bench.put(2, "s" + i).tick();
        }
        bench.deaf = false;
        bench.tick();
        assertThat(bench.events).hasSize(Events.MOST);
        assertThat(new Journal(dir).read("pump").verdicts()).hasSizeLessThanOrEqualTo(Verdicts.MOST);
    }

    @Test
    void aDamagedJournalIsSetAsideAndCountsAsEmpty() throws IOException {
        bench.oneAndTwo();
        Files.writeString(dir.resolve("pump.json"), "{\"service\": {\"content\"");
        bench.restart().tick();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(dir.resolve("pump.json.corrupt")).exists();
        Files.writeString(dir.resolve("pump.json"), "{\"service\": {\"watched\": true}}");
        bench.restart().tick();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        Files.writeString(dir.resolve("pump.json"), "");
        assertThat(bench.restart().tick().serving()).isEqualTo("pump 2/b");
    }

    @Test
    void theJournalIsReplacedAtOnceAndLeavesNothingBehind() throws IOException {
        bench.oneAndTwo().agree(2, "b", 10).tick(20);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("pump.json");
        }
        Notes notes = new Journal(dir).read("pump");
        new Journal(dir).write("pump", notes);
        assertThat(new Journal(dir).read("pump")).isEqualTo(notes);
    }
}
