package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.announce.RolloutReport;
import io.bactrian.cloud.deploy.DeploymentSettings;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;

/** What candidates are compared with. */
class TrainingAnnouncerTest {
    private static final String MODEL = "pump-anomaly";
    private static final Deployment EVERYWHERE = new Deployment(true, List.of(), Map.of(), List.of(), List.of(), 0, "gated",
            null);

    @TempDir
    private Path dir;
    private Deployments deployments;
    private TrainingAnnouncer announcer;

    @BeforeEach
    void start() throws Exception {
        Pool pool = new Pool(dir.resolve("pool"), new PoolSettings(1 << 20, 1 << 26, 0, false), null, Clock.systemUTC());
        pool.add(Path.of("models", MODEL, "1"), CardDraft.uploaded(MODEL, 2, "anna"));
        deployments = new Deployments(dir.resolve("deployments"),
                new DeploymentSettings(URI.create("https://cloud/bactrian/pool"), 3, Duration.ofHours(1)), publication -> {
                }, System::nanoTime, Clock.systemUTC());
        announcer = new TrainingAnnouncer(pool, deployments);
    }

    private void serves(String node, int version) throws IOException {
        deployments.reports()
                .take(List.of(new RolloutReport(node + version, Instant.now(), node, MODEL, version, "serving", "", null,
                        Map.of())), Map.of());
    }

    @Test
    void theVersionThatMostNodesServeUntilAnotherIsAnnouncedWhichCountsThoughNoNodeHasItYet() throws Exception {
        assertThat(announcer.serving(MODEL)).isEmpty();
        serves("edge-1", 1);
        serves("edge-2", 1);
        serves("edge-3", 4);
        assertThat(announcer.serving(MODEL)).hasValue(1);

        announcer.deploy(MODEL, 2, EVERYWHERE, null, "training 7");
        assertThat(announcer.serving(MODEL)).hasValue(2);
        deployments.stop(MODEL, 2, "anna", "too warm");
        assertThat(announcer.serving(MODEL)).hasValue(1);
    }
}
