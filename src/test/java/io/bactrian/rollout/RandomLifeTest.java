package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.model.Comparison;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/** Whatever happens to a folder, its versions, the service and the people, in whatever order, some things always hold. */
class RandomLifeTest {
    private static final int STEPS = 600;
    private static final int VERSIONS = 5;
    private static final Set<State> ON_TRIAL = Set.of(State.SHADOW, State.WAITING, State.CANARY);

    private static final String NO_CANARY = IntStream.range(0, 100).mapToObj(i -> "d" + i)
            .filter(device -> !Canary.has(device, 0.3)).findFirst().orElseThrow();

    @TempDir
    Path dir;
    private Bench bench;
    private Random random;
    private int stamps;
    private int heard;
    private int idleTicks;
    private boolean unloaded;
    private boolean served;
    private Content serving;
    private Content trial;
    private final Set<Content> takenBack = new HashSet<>();
    private final List<String> history = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theInvariantsHold(long seed) {
        random = new Random(seed);
        bench = new Bench(dir);
        bench.settings = Bench.settings(Promote.values()[(int) (seed % 3)], seed % 2 == 0 ? 0.3 : 0);
        bench.engine.otherForm.add(3);
        begin(bench::start);
        for (int step = 0; step < STEPS; step++) {
            try {
                act();
                check();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", after " + history.subList(Math.max(0, history.size() - 25),
                        history.size()) + "\n" + bench.rollouts.status(), e);
            }
        }
        bench.rollouts.close();
        assertThat(bench.engine.inMemory).isEmpty();
        assertThat(bench.engine.retired).isEqualTo(bench.engine.loads);
    }

    private void begin(Runnable start) {
        start.run();
        bench.engine.onRetire = this::assertNotGiven;
        idleTicks = 0;
        served = false;
    }

    private void act() {
        int version = 1 + random.nextInt(VERSIONS);
        switch (random.nextInt(40)) {
            case 0, 1 -> put(version);
            case 2 -> note("await " + version, () -> bench.await(version, "being copied"));
            case 3 -> note("remove " + version, () -> bench.folder.getOrDefault(Bench.PUMP, new TreeMap<>()).remove(version));
            case 4 -> restart();
            case 5 -> pin();
            case 6, 7 -> ask(version);
            case 8, 9, 10, 11, 12 -> note("compare", this::compare);
            case 13, 14, 15 -> note("answer", this::answer);
            case 16, 17 -> note("minutes", () -> bench.pass(Duration.ofMinutes(random.nextInt(8))));
            default -> note("tick", bench::tick);
        }
        hear();
    }

    private void restart() {
        if (random.nextBoolean()) {
            note("close", () -> {
                bench.rollouts.close();
                assertThat(bench.engine.inMemory).isEmpty();
                assertThat(bench.engine.retired).isEqualTo(bench.engine.loads);
            });
        }
        note("restart", () -> begin(bench::restart));
    }

    private void note(String what, Runnable action) {
        history.add(what);
        action.run();
    }

    private void put(int version) {
        String stamp = "s" + stamps++;
        boolean bad = random.nextInt(4) == 0;
        if (bad) {
            bench.engine.refusals.put(stamp, "truncated");
        }
        note("put " + version + "/" + stamp + (bad ? " bad" : ""), () -> bench.put(version, stamp));
    }

    private void pin() {
        Set<Integer> pins = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            pins.add(1 + random.nextInt(VERSIONS + 1));
        }
        note("pin " + pins, () -> bench.pins.put(Bench.PUMP, pins));
    }

    private void ask(int version) {
        int what = unloaded ? 3 : random.nextInt(20) % 11 / 3;
        history.add(List.of("promote", "rollBack", "shadow", "load or unload").get(what) + " " + version);
        try {
            switch (what) {
                case 0 -> {
                    bench.rollouts.promote(Bench.PUMP, version);
                    takenBack.removeIf(content -> content.version() == version);
                }
                case 1 -> bench.rollouts.rollBack(Bench.PUMP, version);
                case 2 -> {
                    bench.rollouts.shadow(Bench.PUMP, version);
                    takenBack.removeIf(content -> content.version() == version);
                }
                default -> loadOrUnload();
            }
        } catch (NotPossible e) {
            history.add("  not possible: " + e.getMessage());
        }
    }

    private void loadOrUnload() throws NotPossible {
        if (unloaded) {
            unloaded = !bench.rollouts.names().contains(Bench.PUMP);
            bench.rollouts.load(Bench.PUMP);
        } else {
            bench.rollouts.unload(Bench.PUMP);
            unloaded = true;
            served = false;
        }
    }

    private void compare() {
        bench.engine.shadows.forEach((running, into) -> {
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
            into.compared(Bench.output(manifest, 1), Bench.output(manifest, kind == 2 ? 2 : kind == 3 ? Double.NaN : 1));
        }
    }

    private void answer() {
        for (FakeEngine.Running running : bench.engine.inMemory) {
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

    /** Which contents the events say have been taken back; told in the same step. */
    private void hear() {
        for (ModelEvent event : bench.events.subList(heard, bench.events.size())) {
            history.add("  " + event.kind().text() + " " + event.version() + ": " + event.reason());
            boolean served = event.kind() == Kind.ROLLED_BACK && event.reason().endsWith(" serves");
            if (event.kind() == Kind.GATE_FAILED || event.kind() == Kind.ROLLED_BACK) {
                Content content = served ? serving : trial;
                assertThat(content).isNotNull().returns(event.version(), Content::version);
                takenBack.add(content);
            }
        }
        heard = bench.events.size();
    }

    private void check() {
        FakeEngine engine = bench.engine;
        assertThat(engine.loads - engine.retired).isEqualTo(engine.inMemory.size());
        Optional<VersionSelection> selection = choose(null);
        if (selection.isPresent()) {
            FakeEngine.Running running = running(selection.get().serving());
            serving = new Content(Integer.parseInt(running.manifest().version()), running.stamp());
            assertThat(takenBack).doesNotContain(serving);
            assertThat(engine.refusals).doesNotContainKey(serving.stamp());
            served = true;
        }
        checkTrial();
        assertThat(served && selection.isEmpty()).as("something goes on serving").isFalse();
        assertThat(unloaded && selection.isPresent()).as("an unloaded model does not serve").isFalse();
        checkMemory();
        checkThatSomethingServes(selection.isPresent());
    }

    private void checkTrial() {
        Optional<VersionStatus> onTrial = bench.rollouts.status().stream().flatMap(model -> model.versions().stream())
                .filter(version -> ON_TRIAL.contains(version.state())).findFirst();
        Set<Manifest> shadows = new HashSet<>();
        bench.engine.shadows.keySet().forEach(running -> shadows.add(running.manifest()));
        Optional<Manifest> candidate = choose(null).map(VersionSelection::candidate);
        assertThat(shadows).isEqualTo(candidate.map(Set::of).orElse(Set.of()));
        if (candidate.isPresent() && !shadows.isEmpty() && timed(candidate.get())) {
            assertThat(choose(null).orElseThrow().serving()).isNotSameAs(candidate.get());
        } else if (candidate.isPresent()) {
            trial = new Content(Integer.parseInt(candidate.get().version()), running(candidate.get()).stamp());
            assertThat(onTrial).map(VersionStatus::version).contains(trial.version());
            assertThat(takenBack).doesNotContain(trial);
        }
    }

    /** Whether it is the version before the watched one. */
    private boolean timed(Manifest candidate) {
        return bench.engine.shadows.get(running(candidate)) instanceof Reference;
    }

    /** Serving, previous, candidate and pinned; each once. */
    private void checkMemory() {
        int pins = bench.pins.getOrDefault(Bench.PUMP, Set.of()).size() + 1;
        assertThat(bench.engine.inMemory).hasSizeLessThanOrEqualTo(unloaded ? 0 : 3 + pins);
        assertThat(bench.engine.inMemory).extracting(Object::toString).doesNotHaveDuplicates();
        for (int version = 1; version <= VERSIONS + 1; version++) {
            choose(version).ifPresent(selection -> running(selection.serving()));
        }
    }

    private void checkThatSomethingServes(boolean serves) {
        boolean can = bench.folder.containsKey(Bench.PUMP) && bench.folder.get(Bench.PUMP).values().stream()
                .map(Found::files).anyMatch(files -> files != null && !bench.engine.refusals.containsKey(files.digest())
                        && !takenBack.contains(Content.of(files)));
        if (!can || unloaded || serves) {
            idleTicks = 0;
        } else if (history.get(history.size() - 1).equals("tick")) {
            idleTicks++;
        }
        assertThat(idleTicks).as("a version that can serve does").isLessThanOrEqualTo((int) Start.PATIENCE.toSeconds());
    }

    private Optional<VersionSelection> choose(Integer version) {
        try {
            return bench.rollouts.choose(Bench.PUMP, NO_CANARY, version);
        } catch (ModelUnavailable e) {
            return Optional.empty();
        }
    }

    private FakeEngine.Running running(Manifest manifest) {
        return bench.engine.inMemory.stream().filter(one -> one.manifest() == manifest).findFirst()
                .orElseThrow(() -> new AssertionError(manifest.version() + " is given and not in memory"));
    }

    private void assertNotGiven(FakeEngine.Running retired) {
        for (int i = 0; i < 20; i++) {
            try {
                bench.rollouts.choose(Bench.PUMP, "d" + i, i <= VERSIONS ? Integer.valueOf(i + 1) : null)
                        .ifPresent(selection -> {
                            FakeEngine.check(selection.serving() != retired.manifest(),
                                    retired + " is retired and still given");
                            FakeEngine.check(selection.candidate() != retired.manifest(),
                                    retired + " is retired and still tried");
                        });
            } catch (ModelUnavailable e) {
                continue;
            }
        }
    }
}
