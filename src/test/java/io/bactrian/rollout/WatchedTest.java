package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedTest {
    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
    }

    @Test
    void thePromotedVersionIsWatchedWithTheOldOneLoadedAndStandingIn() {
        bench.twoWatched();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.state(1)).isEqualTo(State.RETIRED);
        assertThat(bench.engine.inMemory).hasSize(2);
        assertThat(bench.engine.fallbacks).containsEntry(bench.engine.running("pump", 2, "b"),
                bench.engine.running("pump", 1, "a"));
    }

    @Test
    void theFallbackIsThereBeforeTheFirstMessage() {
        bench.oneAndTwo().agree(2, "b", 100);
        int before = bench.engine.calls.size();
        bench.tick();
        assertThat(bench.engine.calls.subList(before, bench.engine.calls.size()))
                .containsExactly("fallBack pump 2/b pump 1/a", "shadow pump 1/a", "endShadow pump 2/b");
    }

    @Test
    void anOldVersionOfAnotherFormStandsReadyButDoesNotStandIn() {
        bench.engine.otherForm.add(2);
        bench.twoWatched();
        assertThat(bench.engine.fallbacks).isEmpty();
        assertThat(bench.engine.inMemory).hasSize(2);
    }

    @Test
    void afterTheWatchTheVersionIsConfirmedAndTheOldOneRetired() {
        bench.twoWatched().answer(2, "b", 1000).pass(Duration.ofMinutes(9)).tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        bench.pass(Duration.ofMinutes(1)).tick();
        assertThat(bench.state(2)).isEqualTo(State.SERVING);
        assertThat(bench.engine.inMemory).hasSize(1);
        assertThat(bench.engine.fallbacks).isEmpty();
        assertThat(bench.told()).endsWith("promoted 2", "confirmed 2", "retired 1");
    }

    @Test
    void aFailedMessageTakesTheWatchedVersionBackForGood() {
        bench.twoWatched();
        bench.stats(2, "b").failed();
        bench.tick(5);
        assertRolledBack("1 messages could not be processed");
    }

    @Test
    void anAnswerThatIsNotFiniteTakesTheWatchedVersionBack() {
        bench.twoWatched();
        bench.stats(2, "b").notFinite();
        bench.tick(5);
        assertRolledBack("not finite");
    }

    @Test
    void whatTheVersionDidBeforeItWasPromotedIsNotHeldAgainstIt() {
        bench.oneAndTwo();
        bench.stats(2, "b").failed();
        bench.agree(2, "b", 100).tick(3);
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
    }

    private void assertRolledBack(String reason) {
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(1)).isEqualTo(State.SERVING);
        assertThat(bench.version(2).state()).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.version(2).reason()).contains(reason);
        assertThat(bench.last().kind()).isEqualTo(ModelEvent.Kind.ROLLED_BACK);
        assertThat(bench.last().reason()).contains(reason).contains("version 1 serves");
        assertThat(bench.engine.inMemory).hasSize(1);
        assertThat(bench.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
    }

    @Test
    void aRolledBackVersionIsTriedAgainWithOtherContent() {
        bench.twoWatched();
        bench.stats(2, "b").failed();
        bench.tick(2).put(2, "b2").tick();
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void aCandidateIsComparedDuringTheWatchButComesIntoServiceOnlyAfterIt() {
        bench.twoWatched().put(3, "c").reference(1, "a", 25, 1000, 1000).tick().agree(3, "c", 100).tick(3);
        assertThat(bench.state(3)).isEqualTo(State.SHADOW);
        assertThat(bench.engine.inMemory).hasSize(3);
        bench.pass(Duration.ofMinutes(10)).tick();
        assertThat(bench.serving()).isEqualTo("pump 3/c");
    }

    @Test
    void aCandidateStartsAgainWhenTheVersionItIsComparedWithIsTakenBack() {
        bench.twoWatched().put(3, "c").reference(1, "a", 25, 1000, 1000).tick().agree(3, "c", 60);
        bench.stats(2, "b").failed();
        bench.tick();
        assertThat(bench.state(3)).isEqualTo(State.SHADOW);
        assertThat(bench.version(3).comparison().messages()).isZero();
        bench.agree(3, "c", 100).tick();
        assertThat(bench.serving()).isEqualTo("pump 3/c");
    }

    @Test
    void aVersionRemovedWhileItServesServesOnFromMemoryAndIsToldOnce() {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.remove(2).tick();
        assertThat(bench.told()).doesNotContain("removed 2");
        bench.tick(5);
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.version(2).reason()).contains("its folder is gone");
        assertThat(bench.told()).containsExactly("promoted 2", "removed 2");
        bench.put(2, "b").tick();
        assertThat(bench.version(2).reason()).isNull();
    }

    @Test
    void aModelWhoseFolderIsGoneServesOnAndOneThatServedNothingIsForgotten() {
        bench.put(1, "a").start().tick();
        bench.folder.put("fan", new java.util.TreeMap<>());
        bench.tick();
        bench.folder.clear();
        bench.tick(5);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.rollouts.names()).containsExactly("pump");
        assertThat(bench.rollouts.choose("fan", "d1", null)).isEmpty();
    }
}
