package io.bactrian.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.KubernetesClient;

/** KubeEdge's DeviceStatus, one for each Device, with its name. Waits; one thread. */
public final class DeviceStatuses {
    private final ClusterClient client;

    /** @param patience for one answer */
    public DeviceStatuses(Supplier<KubernetesClient> client, Duration patience) {
        this.client = new ClusterClient(client, patience);
    }

    /**
     * Merges JSON into a DeviceStatus.
     *
     * @param id {@code namespace/name}
     * @return false where there is none
     * @throws IOException when it is not written
     */
    public boolean patch(String id, byte[] json) throws IOException {
        int slash = id.indexOf('/');
        String namespace = id.substring(0, slash);
        String name = id.substring(slash + 1);
        if (!ObjectReader.isName(namespace) || !ObjectReader.isName(name)) {
            throw new IOException(id + " can be no Device: names have small letters, digits, - and . only");
        }
        return client.patch(Resource.of("devicestatuses").path(namespace) + "/" + name,
                json);
    }
}
