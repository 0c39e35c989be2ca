package io.bactrian.cloud.deploy;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

import io.bactrian.announce.RolloutReport;

/** What nodes report, and up to where it was read. Any thread; what is taken may take as long as the disk. */
public final class NodeReports {
    private static final Logger LOG = Logger.getLogger(NodeReports.class);

    private final KnownNodes nodes;
    private final DeploymentStore store;
    private final Clock clock;
    private final Map<String, Long> offsets;

    NodeReports(KnownNodes nodes, DeploymentStore store, Clock clock) throws IOException {
        this.nodes = nodes;
        this.store = store;
        this.clock = clock;
        this.offsets = new ConcurrentHashMap<>(store.offsets());
    }

    /**
     * All of it is on the disk on return.
     *
     * @param read the last offsets of the partitions that it comes from, by their names
     */
    public synchronized void take(List<RolloutReport> reports, Map<String, Long> read) throws IOException {
        int refused = nodes.take(reports, clock.instant());
        if (refused > 0) {
            LOG.warnf("Deployments: %d reports are of nodes with names that are too long, and are passed over", refused);
        }
        if (!read.isEmpty()) {
            offsets.putAll(read);
            store.write(Map.copyOf(offsets));
        }
    }

    /** The last offset of that partition that was taken; null where none was. */
    public Long offset(String partition) {
        return offsets.get(partition);
    }

    /** A node was heard of. */
    public synchronized void seen(String node) throws IOException {
        nodes.seen(node, clock.instant());
    }
}
