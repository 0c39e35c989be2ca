package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;
import io.bactrian.kube.Devices;
import io.bactrian.kube.FakeMetaServer;
import io.bactrian.kube.FakeMetaServer.Mode;

/** The packaged application with its devices from a MetaServer that behaves as KubeEdge's was seen to. */
class KubernetesIT {
    private static final Duration PATIENCE = Patience.LONG;

    @Test
    void aNodeThatRebootsWithNeitherCloudNorApiAnswersItsDevices() {
        try (FakeMetaServer api = new FakeMetaServer("edge1");
                Site site = new Site("node", 2, application -> application.with("bactrian.devices.source", "kubernetes")
                        .with("bactrian.kubernetes.url", api.url()).with("bactrian.kubernetes.node", "edge1")
                        .with("bactrian.kubernetes.interval", "1s").with("bactrian.models.default", "")
                        .with("bactrian.kubernetes.dir", application.directory().resolve("kubernetes")))) {
            api.mode(Mode.LOCAL);
            site.mqtt().start();
            site.application().launch();
            site.fleet().connect();
            site.await("held", PATIENCE, () -> readiness(site).contains("which devices this node has is not known yet")
                    && readiness(site).replaceAll("\\s", "").contains("\"name\":\"broker\",\"status\":\"UP\""));
            site.fleet().send(20, 0);
            site.fleet().awaitAcknowledged();

            api.mode(Mode.CLOUD);
            api.put("devicemodels", Devices.model("pump", "'bactrian.io/model': 'pump-anomaly'",
                    "{'name': 'Temperature', 'type': 'FLOAT', 'maximum': '-300'}"));
            api.put("devices", Devices.device("node-0", "edge1", ""));
            api.put("devices", Devices.device("node-1", "edge1", ""));
            site.application().awaitReady(PATIENCE);
            Books.nothingLost(site.settle(PATIENCE));
            assertThat(readiness(site)).contains("cloud");

            site.application().kill();
            api.stop();
            site.application().start();
            site.fleet().send(20, 0);
            site.fleet().awaitAcknowledged();
            Books.nothingLost(site.settle(PATIENCE));
            assertThat(readiness(site)).contains("disk", api.url());
        }
    }

    private static String readiness(Site site) {
        return site.application().get("/observe/health/ready").map(HttpResponse::body).orElse("");
    }
}
