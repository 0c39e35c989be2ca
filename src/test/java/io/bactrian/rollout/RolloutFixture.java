package io.bactrian.rollout;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.bactrian.model.Comparison;
import io.bactrian.model.Datatype;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.ops.Configured;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/** Rollouts over a folder, an engine and a clock that a test moves. */
final class RolloutFixture {
    static final String PUMP = "pump";
    static final Duration REST = Duration.ofMillis(20);

    final TestClock clock = new TestClock();
    final List<ModelEvent> events = new ArrayList<>();
    final Map<String, Set<Integer>> pins = new HashMap<>();
    final Map<String, Map<Integer, Found>> folder = new TreeMap<>();
    final Path dir;
    FakeEngine engine = new FakeEngine();
    RolloutConfiguration settings = settings(Promote.GATED, 0);
    PromotionPolicy policy = (model, version) -> null;
    boolean rejecting;
    private long nanoClock;
    Rollouts rollouts;

    RolloutFixture(Path dir) {
        this.dir = dir;
    }

    static RolloutConfiguration settings(Promote promote, double canaryShare) {
        return Configured.rollout("promote", promote.name().toLowerCase(Locale.ROOT), "gate.messages", "100", "gate.agreement",
                "0.9", "canary-share", Double.toString(canaryShare), "canary-messages", "50");
    }

    RolloutFixture with(Promote promote, double canaryShare) {
        settings = settings(promote, canaryShare);
        return this;
    }

    /** A version's folder, complete, with that content. */
    RolloutFixture put(int version, String digest) {
        return put(PUMP, version, digest);
    }

    RolloutFixture put(String model, int version, String digest) {
        Path dir = Path.of(model, Integer.toString(version));
        folder.computeIfAbsent(model, name -> new TreeMap<>(Comparator.reverseOrder())).put(version,
                new Found(version, new VersionFiles(model, version, dir.resolve("model.onnx"), dir.resolve("model.yaml"), null,
                        digest), null));
        return this;
    }

    RolloutFixture await(int version, String why) {
        folder.computeIfAbsent(PUMP, name -> new TreeMap<>(Comparator.reverseOrder())).put(version,
                new Found(version, null, why));
        return this;
    }

    RolloutFixture remove(int version) {
        folder.get(PUMP).remove(version);
        return this;
    }

    RepositorySnapshot scan() {
        Map<String, List<Found>> models = new HashMap<>();
        folder.forEach((name, versions) -> models.put(name, List.copyOf(versions.values())));
        return new RepositorySnapshot(models);
    }

    RolloutFixture start() {
        rollouts = new Rollouts(engine, this::scan, settings, policy, dir, this::hear, () -> pins, clock);
        return this;
    }

    private void hear(ModelEvent event) {
        if (rejecting) {
            throw new IllegalStateException("no connection");
        }
        events.add(event);
    }

    /** As after a crash: nothing is closed, and nothing is in memory. */
    RolloutFixture restart() {
        FakeEngine before = engine;
        engine = new FakeEngine();
        engine.refusals.putAll(before.refusals);
        engine.gates.putAll(before.gates);
        return start();
    }

    /** Looks at the folder, a second later. */
    RolloutFixture tick() {
        return tick(1);
    }

    RolloutFixture tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.pass(Duration.ofSeconds(1));
            rollouts.tick();
        }
        return this;
    }

    RolloutFixture pass(Duration time) {
        clock.pass(time);
        return this;
    }

    /** Version 1 serves and version 2 is in the shadow. */
    RolloutFixture oneAndTwo() {
        put(1, "a").start().tick();
        return put(2, "b").tick();
    }

    /** Version 2 has taken over from version 1 and is on probation. */
    RolloutFixture twoOnProbation() {
        return oneAndTwo().agree(2, "b", 100).tick();
    }

    RolloutFixture agree(int version, String digest, int messages) {
        return compare(version, digest, messages, 1, 1);
    }

    /** Candidate and serving version say these scores to so many messages. */
    RolloutFixture compare(int version, String digest, int messages, double serving, double candidate) {
        FakeEngine.Running running = engine.running(PUMP, version, digest);
        Comparison into = engine.shadows.get(running);
        for (int i = 0; i < messages; i++) {
            into.timed(1000, 1000, 1);
            into.compared(output(running.manifest(), serving), output(running.manifest(), candidate));
        }
        return this;
    }

    static ModelOutput output(Manifest manifest, double score) {
        return new ModelOutput(null, manifest,
                List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{score})));
    }

    /** So many messages that a version answers one after the other, in the same time as when it was checked. */
    RolloutFixture answer(int version, String digest, int messages) {
        return answer(version, digest, messages, 1, 1000, REST);
    }

    /** Runs of so many messages, each message taking so long, so long after the run before. */
    RolloutFixture answer(int version, String digest, int runs, int size, long nanos, Duration rest) {
        for (int i = 0; i < runs; i++) {
            nanoClock += rest.toNanos() + size * nanos;
            stats(version, digest).ran(size, size * nanos, nanoClock);
        }
        return this;
    }

    /** So many runs that the version before is timed on beside the one on probation. */
    RolloutFixture reference(int version, String digest, int runs, long serving, long before) {
        Comparison into = engine.shadows.get(engine.running(PUMP, version, digest));
        for (int i = 0; i < runs; i++) {
            into.timed(serving, before, 1);
        }
        return this;
    }

    InferenceStats stats(int version, String digest) {
        return engine.running(PUMP, version, digest).stats();
    }

    VersionSelection choose(String device) {
        return rollouts.choose(PUMP, device, null).orElseThrow();
    }

    /** The version in service and the content it was loaded from. */
    String serving() {
        Manifest manifest = choose("d1").serving();
        return engine.inMemory.stream().filter(one -> one.manifest() == manifest).map(Object::toString).findFirst()
                .orElse("not in memory");
    }

    State state(int version) {
        return version(version).state();
    }

    VersionStatus version(int version) {
        return status().versions().stream().filter(one -> one.version() == version).findFirst()
                .orElseThrow(() -> new AssertionError("no version " + version + " in " + status()));
    }

    ModelStatus status() {
        return rollouts.status().stream().filter(one -> one.name().equals(PUMP)).findFirst().orElseThrow();
    }

    /** What has been published: {@code promoted 1}. */
    List<String> published() {
        return events.stream().map(event -> event.kind().text() + " " + event.version()).toList();
    }

    ModelEvent last() {
        return events.get(events.size() - 1);
    }

    static final class TestClock extends Clock {
        private Instant now = Instant.parse("2026-11-23T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
