package io.bactrian.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.kube.SyncStatus.Source;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Ten thousand devices in the API, of which 200 or all are this node's, and 100 changes for each second between two polls. */
@Tag("slow")
class DeviceScaleTest {
    private static final int DEVICES = 10_000;
    private static final int INTERVAL_SECONDS = 15;
    private static final int POLLS = 10;

    private final AtomicReference<DeviceDirectory> directory = new AtomicReference<>();

    @TempDir
    private Path dir;

    @Test
    void aNodeWithTwoHundredOfTheDevices() {
        run(200);
    }

    @Test
    void aNodeWithAllTheDevices() {
        run(DEVICES);
    }

    private void run(int own) {
        try (FakeMetaServer api = new FakeMetaServer("edge1"); KubernetesClient client = DeviceSyncRig.client(api.url())) {
            api.put("devicemodels", Devices.model("pump", "'bactrian.io/model': 'pumps'",
                    "{'name': 'rpm', 'type': 'INT', 'minimum': '0', 'maximum': '3000'}"));
            for (int i = 0; i < DEVICES; i++) {
                change(api, i, own, 0);
            }
            DeviceSync sync = new DeviceSync(
                    new KubernetesSettings("edge1", null, dir, null, Duration.ofSeconds(INTERVAL_SECONDS),
                            Duration.ofMinutes(2)),
                    () -> client, directory::set, Clock.systemUTC());
            long used = heap();
            Cost first = cost(sync);
            List<Cost> costs = new ArrayList<>();
            int next = 0;
            for (int poll = 1; poll <= POLLS; poll++) {
                for (int i = 0; i < 100 * INTERVAL_SECONDS; i++) {
                    change(api, next++ % DEVICES, own, poll);
                }
                costs.add(cost(sync));
                assertThat(directory.get().profile("pump-" + (own - 1))).isNotNull();
            }
            assertThat(sync.status().source()).isEqualTo(Source.CLOUD);
            assertThat(sync.status().devices()).isEqualTo(own);
            Cost usual = costs.stream().sorted((a, b) -> Long.compare(a.cpuNanos(), b.cpuNanos())).toList().get(POLLS / 2);
            System.out.printf(
                    "%d devices in the API, %d of this node, 100 changes/s, a poll each %d s: first poll %.0f ms of CPU; "
                            + "usual poll %.0f ms of CPU (%.2f %% of one core), %.1f MB allocated; %.1f MB kept in the heap%n",
                    DEVICES, own,
                    INTERVAL_SECONDS, first.cpuNanos() / 1e6, usual.cpuNanos() / 1e6,
                    usual.cpuNanos() / 1e7 / INTERVAL_SECONDS, usual.bytes() / 1e6, (heap() - used) / 1e6);
            assertThat(sync.status().devices()).isEqualTo(own);
        }
    }

    private static void change(FakeMetaServer api, int device, int own, int round) {
        api.put("devices", Devices.device("pump-" + device, device < own ? "edge1" : "edge2",
                "'labels.bactrian.io/round': '" + round + "'"));
    }

    private record Cost(long cpuNanos, long bytes) {
    }

    /** Of the polling thread: the answers are received on others, the fake's among them, so these are not counted. */
    private static Cost cost(DeviceSync sync) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        sync.sync();
        return new Cost(threads.getCurrentThreadCpuTime() - cpu, threads.getCurrentThreadAllocatedBytes() - bytes);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
