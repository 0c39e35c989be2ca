package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.model.ModelInput.Data;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.ops.Configured;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.rollout.RolloutConfiguration;
import io.bactrian.rollout.Rollouts;

/** Versions that are promoted at once, on ONNX Runtime, with messages as a device sends them. */
@ExpectedErrors({"io.bactrian.rollout", "io.bactrian.infer"})
@Tag("slow")
class ProbationLatencyTest {
    private static final Duration PROBATION = Duration.ofMinutes(1);
    private static final RolloutConfiguration IMMEDIATE = Configured.rollout("promote", "immediate", "probation",
            PROBATION.toSeconds() + "s");
    private static final long APART = TimeUnit.MILLISECONDS.toNanos(20);

    @TempDir
    Path dir;
    private EngineRig rig;
    private Rollouts rollouts;
    private final List<Found> folder = new ArrayList<>();
    private final List<ModelEvent> events = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    @BeforeEach
    void start() {
        rig = new EngineRig(dir.resolve("models"));
        rollouts = new Rollouts(rig.engine(), () -> new RepositorySnapshot(Map.of("m", folder)), IMMEDIATE,
                dir.resolve("rollout"),
                events::add,
                Map::of, new Later());
        deliver(1, Graphs.plus(1));
    }

    @AfterEach
    void stop() {
        rollouts.close();
        rig.close();
    }

    private void deliver(int version, byte[] graph) {
        VersionFiles files = rig.write(version, graph, 16, 1, 4096);
        folder.add(0, new Found(version,
                new VersionFiles(files.name(), version, files.onnx(), files.manifest(), null, "content-" + version), null));
        rollouts.tick();
        assertThat(rollouts.choose("m", "d", null).orElseThrow().serving().version()).isEqualTo(Integer.toString(version));
    }

    private void send(int messages, long apart) throws Exception {
        long next = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            VersionSelection choice = rollouts.choose("m", "d", null).orElseThrow();
            double[] data = {i, 0};
            rig.send(new Row(choice.serving(), "d", data,
                    choice.candidate() == null ? null : new Data(choice.candidate(), data, null)))
                    .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            next += apart;
            if (i % 10 == 9) {
                rollouts.tick();
            }
        }
        rollouts.tick();
    }

    private String outcome() {
        passed = passed.plus(PROBATION);
        rollouts.tick();
        ModelEvent last = events.stream()
                .filter(event -> event.kind() == ModelEvent.Kind.CONFIRMED || event.kind() == ModelEvent.Kind.ROLLED_BACK)
                .reduce((one, other) -> other).orElseThrow();
        System.out.println(last.kind() + ": " + last.reason());
        return last.kind() + ": " + last.reason();
    }

    @RepeatedTest(3)
    void theSameFileIsConfirmedThoughTheVersionBeforeHasNeverAnswered() throws Exception {
        deliver(2, Graphs.plus(1));
        send(45, APART);
        assertThat(outcome()).startsWith("CONFIRMED").contains("no verdict by its time", "version 1 answered 0 runs");
    }

    @RepeatedTest(3)
    void theSameFileIsConfirmedAfterTheSameTraffic() throws Exception {
        send(45, APART);
        deliver(2, Graphs.plus(1));
        send(45, APART);
        assertThat(outcome()).startsWith("CONFIRMED").doesNotContain("no verdict");
    }

    @RepeatedTest(3)
    void theSameFileIsConfirmedAfterMuchDenserTraffic() throws Exception {
        send(5000, 0);
        deliver(2, Graphs.plus(1));
        send(45, APART);
        assertThat(outcome()).startsWith("CONFIRMED");
    }

    @Test
    void aSlowFileIsRolledBack() throws Exception {
        send(45, APART);
        deliver(2, Graphs.slow(50));
        send(45, APART);
        assertThat(outcome()).startsWith("ROLLED_BACK").contains("times as long as with version 1", "version 1 serves");
    }

    private final class Later extends Clock {
        @Override
        public Instant instant() {
            return Instant.now().plus(passed);
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
