package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Comparison;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/** Whatever happens to a folder, its versions, the service and the people, in whatever order, some things always hold. */
@ExpectedErrors("io.bactrian.rollout")
class RandomLifeTest extends RolloutTestBase {
    private static final int STEPS = 600;
    private static final int VERSIONS = 5;
    private static final Set<State> CANDIDATES = Set.of(State.SHADOW, State.WAITING, State.CANARY);

    private static final String NO_CANARY = IntStream.range(0, 100).mapToObj(i -> "d" + i)
            .filter(device -> !Canary.has(device, 0.3)).findFirst().orElseThrow();

    private Random random;
    private int digests;
    private int heard;
    private int idleTicks;
    private boolean unloaded;
    private boolean served;
    private VersionFiles.Content serving;
    private VersionFiles.Content candidate;
    private final Set<VersionFiles.Content> rolledBack = new HashSet<>();
    private final List<String> history = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theInvariantsHold(long seed) {
        random = new Random(seed);
        rollout.with(Promote.values()[(int) (seed % 3)], seed % 2 == 0 ? 0.3 : 0);
        rollout.engine.otherForm.add(3);
        begin(rollout::start);
        for (int step = 0; step < STEPS; step++) {
            try {
                act();
                check();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", after " + history.subList(Math.max(0, history.size() - 25),
                        history.size()) + "\n" + rollout.rollouts.status(), e);
            }
        }
        rollout.rollouts.close();
        assertThat(rollout.engine.inMemory).isEmpty();
        assertThat(rollout.engine.retired).isEqualTo(rollout.engine.loads);
    }

    private void begin(Runnable start) {
        start.run();
        rollout.engine.onRetire = this::assertNotGiven;
        idleTicks = 0;
        served = false;
    }

    private void act() {
        int version = 1 + random.nextInt(VERSIONS);
        switch (random.nextInt(40)) {
            case 0, 1 -> put(version);
            case 2 -> note("await " + version, () -> rollout.await(version, "being copied"));
            case 3 -> note("remove " + version,
                    () -> rollout.folder.getOrDefault(PUMP, new TreeMap<>()).remove(version));
            case 4 -> restart();
            case 5 -> pin();
            case 6, 7 -> ask(version);
            case 8, 9, 10, 11, 12 -> note("compare", this::compare);
            case 13, 14, 15 -> note("answer", this::answer);
            case 16, 17 -> note("minutes", () -> rollout.pass(Duration.ofMinutes(random.nextInt(8))));
            default -> note("tick", rollout::tick);
        }
        hear();
    }

    private void restart() {
        if (random.nextBoolean()) {
            note("close", () -> {
                rollout.rollouts.close();
                assertThat(rollout.engine.inMemory).isEmpty();
                assertThat(rollout.engine.retired).isEqualTo(rollout.engine.loads);
            });
        }
        note("restart", () -> begin(rollout::restart));
    }

    private void note(String what, Runnable action) {
        history.add(what);
        action.run();
    }

    private void put(int version) {
        String digest = "s" + digests++;
        boolean bad = random.nextInt(4) == 0;
        if (bad) {
            rollout.engine.refusals.put(digest, "truncated");
        }
        note("put " + version + "/" + digest + (bad ? " bad" : ""), () -> rollout.put(version, digest));
    }

    private void pin() {
        Set<Integer> pins = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            pins.add(1 + random.nextInt(VERSIONS + 1));
        }
        note("pin " + pins, () -> rollout.pins.put(PUMP, pins));
    }

    private void ask(int version) {
        int what = unloaded ? 3 : random.nextInt(20) % 11 / 3;
        history.add(List.of("promote", "rollBack", "shadow", "load or unload").get(what) + " " + version);
        try {
            switch (what) {
                case 0 -> {
                    rollout.rollouts.promote(PUMP, version);
                    rolledBack.removeIf(content -> content.version() == version);
                }
                case 1 -> rollout.rollouts.rollBack(PUMP, version);
                case 2 -> {
                    rollout.rollouts.shadow(PUMP, version);
                    rolledBack.removeIf(content -> content.version() == version);
                }
                default -> loadOrUnload();
            }
        } catch (ModelConflictException e) {
            history.add("  not possible: " + e.getMessage());
        }
    }

    private void loadOrUnload() throws ModelConflictException {
        if (unloaded) {
            unloaded = !rollout.rollouts.names().contains(PUMP);
            rollout.rollouts.load(PUMP);
        } else {
            rollout.rollouts.unload(PUMP);
            unloaded = true;
            served = false;
        }
    }

    private void compare() {
        rollout.engine.shadows.forEach((running, into) -> {
            int kind = random.nextInt(20);
            int messages = 20 + random.nextInt(100);
            for (int i = 0; i < messages; i++) {
                into.timed(1000, kind == 0 ? 9000 : kind == 4 ? 100 : 1000, 1);
                say(into, running.manifest(), kind);
            }
        });
    }

    private static void say(Comparison into, Manifest manifest, int kind) {
        if (kind == 1) {
            into.failed();
        } else {
            into.compared(RolloutFixture.output(manifest, 1),
                    RolloutFixture.output(manifest, kind == 2 ? 2 : kind == 3 ? Double.NaN : 1));
        }
    }

    private void answer() {
        for (FakeEngine.Running running : rollout.engine.inMemory) {
            InferenceStats stats = running.stats();
            int nanos = random.nextInt(30) == 0 ? 30_000 : 1000;
            for (int i = 0; i < 30; i++) {
                stats.ran(1, nanos);
            }
            switch (random.nextInt(40)) {
                case 0 -> stats.failed();
                case 1 -> stats.notFinite();
                default -> {
                }
            }
        }
    }

    /** Which contents the events say have been rolled back; published in the same step. */
    private void hear() {
        for (ModelEvent event : rollout.events.subList(heard, rollout.events.size())) {
            history.add("  " + event.kind().text() + " " + event.version() + ": " + event.reason());
            boolean served = event.kind() == Kind.ROLLED_BACK && event.reason().endsWith(" serves");
            if (event.kind() == Kind.GATE_FAILED || event.kind() == Kind.ROLLED_BACK) {
                VersionFiles.Content content = served ? serving : candidate;
                assertThat(content).isNotNull().returns(event.version(), VersionFiles.Content::version);
                rolledBack.add(content);
            }
        }
        heard = rollout.events.size();
    }

    private void check() {
        FakeEngine engine = rollout.engine;
        assertThat(engine.loads - engine.retired).isEqualTo(engine.inMemory.size());
        Optional<VersionSelection> choice = choose(null);
        if (choice.isPresent()) {
            FakeEngine.Running running = running(choice.get().serving());
            serving = new VersionFiles.Content(Integer.parseInt(running.manifest().version()), running.digest());
            assertThat(rolledBack).doesNotContain(serving);
            assertThat(engine.refusals).doesNotContainKey(serving.digest());
            served = true;
        }
        checkCandidate();
        assertThat(served && choice.isEmpty()).as("something goes on serving").isFalse();
        assertThat(unloaded && choice.isPresent()).as("an unloaded model does not serve").isFalse();
        checkMemory();
        checkThatSomethingServes(choice.isPresent());
    }

    private void checkCandidate() {
        Optional<VersionStatus> shown = rollout.rollouts.status().stream().flatMap(model -> model.versions().stream())
                .filter(version -> CANDIDATES.contains(version.state())).findFirst();
        Set<Manifest> shadows = new HashSet<>();
        rollout.engine.shadows.keySet().forEach(running -> shadows.add(running.manifest()));
        Optional<Manifest> beside = choose(null).map(VersionSelection::candidate);
        assertThat(shadows).isEqualTo(beside.map(Set::of).orElse(Set.of()));
        if (beside.isPresent() && !shadows.isEmpty() && timed(beside.get())) {
            assertThat(choose(null).orElseThrow().serving()).isNotSameAs(beside.get());
        } else if (beside.isPresent()) {
            candidate = new VersionFiles.Content(Integer.parseInt(beside.get().version()), running(beside.get()).digest());
            assertThat(shown).map(VersionStatus::version).contains(candidate.version());
            assertThat(rolledBack).doesNotContain(candidate);
        }
    }

    /** Whether it is the version before the one on probation. */
    private boolean timed(Manifest candidate) {
        return rollout.engine.shadows.get(running(candidate)) instanceof Probation.Reference;
    }

    /** Serving, previous, candidate and pinned; each once. */
    private void checkMemory() {
        int pins = rollout.pins.getOrDefault(PUMP, Set.of()).size() + 1;
        assertThat(rollout.engine.inMemory).hasSizeLessThanOrEqualTo(unloaded ? 0 : 3 + pins);
        assertThat(rollout.engine.inMemory).extracting(Object::toString).doesNotHaveDuplicates();
        for (int version = 1; version <= VERSIONS + 1; version++) {
            choose(version).ifPresent(choice -> running(choice.serving()));
        }
    }

    private void checkThatSomethingServes(boolean serves) {
        boolean can = rollout.folder.containsKey(PUMP) && rollout.folder.get(PUMP).values()
                .stream()
                .map(Found::files).anyMatch(files -> files != null && !rollout.engine.refusals.containsKey(files.digest())
                        && !rolledBack.contains(files.content()));
        if (!can || unloaded || serves) {
            idleTicks = 0;
        } else if (history.get(history.size() - 1).equals("tick")) {
            idleTicks++;
        }
        assertThat(idleTicks).as("a version that can serve does").isLessThanOrEqualTo((int) Bootstrap.PATIENCE.toSeconds());
    }

    private Optional<VersionSelection> choose(Integer version) {
        try {
            return rollout.rollouts.choose(PUMP, NO_CANARY, version);
        } catch (ModelUnavailable e) {
            return Optional.empty();
        }
    }

    private FakeEngine.Running running(Manifest manifest) {
        return rollout.engine.inMemory.stream().filter(one -> one.manifest() == manifest).findFirst()
                .orElseThrow(() -> new AssertionError(manifest.version() + " is given and not in memory"));
    }

    private void assertNotGiven(FakeEngine.Running retired) {
        for (int i = 0; i < 20; i++) {
            try {
                rollout.rollouts.choose(PUMP, "d" + i, i <= VERSIONS ? Integer.valueOf(i + 1) : null)
                        .ifPresent(choice -> {
                            FakeEngine.check(choice.serving() != retired.manifest(), retired + " is retired and still given");
                            FakeEngine.check(choice.candidate() != retired.manifest(), retired + " is retired and still tried");
                        });
            } catch (ModelUnavailable e) {
                continue;
            }
        }
    }
}
