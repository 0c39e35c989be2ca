package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Application;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;

/** The packaged application as the cloud: without a broker, models or devices. */
class CloudRoleIT {
    @Test
    void theCloudIsReadyWithoutABrokerOrModelsAndMakesNoneOfTheEdgesFolders() {
        try (Application cloud = new Application(Scratch.directory("cloud"), Ports.free()).with("bactrian.role", "cloud")) {
            cloud.with("bactrian.cloud.dir", cloud.directory().resolve("kept"))
                    .with("bactrian.models.dir", "/nowhere/at/all").with("bactrian.mqtt.url", "tcp://127.0.0.1:1")
                    .with("kafka.bootstrap.servers", "127.0.0.1:1").start();

            assertThat(cloud.get("/observe/health/ready").orElseThrow().body())
                    .contains("\"routes\"", "\"kafka\"", "\"folders\"")
                    .doesNotContain("\"broker\"", "\"model\"", "\"spool\"", "\"devices\"");
            assertThat(cloud.get("/").orElseThrow().headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(cloud.get("/bactrian/page").orElseThrow().body()).contains("\"role\":\"cloud\"");
            assertThat(cloud.get("/bactrian/flow").orElseThrow().body()).contains("\"id\":\"collect-samples\"",
                    "no broker of Kafka answers");
            assertThat(cloud.get("/v2/models/pump-anomaly").orElseThrow().statusCode()).isEqualTo(404);
            assertThat(cloud.directory().resolve("kept/owner.lock")).exists();
            assertThat(Files.exists(cloud.directory().resolve("spool"))).isFalse();
            assertThat(Files.exists(cloud.directory().resolve("rollout"))).isFalse();
            assertThat(cloud.log()).content().doesNotContain(" ERROR ");
        }
    }

    @Test
    void aRoleThatIsNeitherIsNamedWithWhatIsExpected() {
        try (Application neither = new Application(Scratch.directory("cloud"), Ports.free()).with("bactrian.role", "fog")) {
            neither.launch();

            assertThat(neither.process().awaitExit(Patience.LONG)).isNotZero();
            assertThat(neither.log()).content().contains("bactrian.role = 'fog': expected edge or cloud");
        }
    }
}
