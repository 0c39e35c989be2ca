package io.bactrian.kube;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceProfile;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** A node that follows its devices at a MetaServer of the test's, which knows one DeviceModel. One thread. */
final class DeviceSyncRig implements AutoCloseable {
    static final String PUMPS = "'bactrian.io/model': 'pumps'";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final FakeMetaServer api = new FakeMetaServer("edge1");
    private final KubernetesClient client = client(api.url());
    DeviceDirectory directory;
    DeviceSync sync;
    private final Path dir;

    DeviceSyncRig(Path dir) {
        this.dir = dir;
        api.put("devicemodels",
                Devices.model("pump", "", "{'name': 'rpm', 'type': 'INT', 'minimum': '0', 'maximum': '3000', 'unit': 'rpm'}"));
        restart(null);
    }

    static KubernetesClient client(String url) {
        Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url).withRequestRetryBackoffLimit(0).build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    void restart(String standard) {
        restart(standard, PATIENCE);
    }

    void restart(String standard, Duration patience) {
        directory = DeviceSync.missing();
        sync = new DeviceSync(
                new KubernetesSettings("edge1", null, dir.resolve("kubernetes"), standard, Duration.ofSeconds(1), patience),
                () -> client, next -> directory = next, Clock.systemUTC());
    }

    SyncStatus polled() {
        sync.sync();
        return sync.status();
    }

    String modelOf(String device) {
        DeviceProfile profile = directory.profile(device);
        return profile == null ? null : profile.model();
    }

    @Override
    public void close() {
        client.close();
        api.close();
    }
}
