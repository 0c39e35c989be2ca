package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.ReportCounts;
import io.bactrian.cloud.data.StoredDataSet;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.training.Training;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class CloudTasksTest {
    @TempDir
    Path dir;

    @Test
    void whatTheCloudDoesAgainAndAgainIsStartedWithItAndHasItsMeters() throws IOException {
        Settings settings = SettingsTest.read(Map.of("bactrian.role", "cloud", "bactrian.cloud.dir", dir.toString()));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PeriodicTasks tasks = new PeriodicTasks(registry);
        try (Folders folders = new Folders(settings);
                DefaultCamelContext context = new DefaultCamelContext();
                StoredDataSet data = new DataProducers().data(settings, folders, registry)) {
            Deployments deployments = new DeploymentProducers().deployments(settings, folders, context, new ReportCounts(),
                    registry, 8080);
            try (Training training = new TrainingProducers().training(settings, folders, data,
                    new PoolProducers().pool(settings, folders, registry), deployments, registry)) {
                new CloudTasks(settings, null, tasks, data, deployments, training).started();

                assertThat(registry.find("bactrian.task.success.age.seconds").gauges())
                        .extracting(task -> task.getId().getTag("task"))
                        .containsExactlyInAnyOrder("data-retention", "deployments", "training");
                for (String meter : List.of("bactrian.data.disk.bytes", "bactrian.deployments", "bactrian.pool.versions",
                        "bactrian.training.running")) {
                    assertThat(registry.find(meter).gauge()).as(meter).isNotNull();
                }
            } finally {
                tasks.stop();
            }
        }
    }
}
