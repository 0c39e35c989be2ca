package io.bactrian.cloud.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.RolloutReport;
import io.bactrian.cloud.deploy.Stages.Decision;
import io.bactrian.cloud.pool.DeployedVersions;
import io.bactrian.cloud.pool.PoolVersion;

/**
 * Which versions are announced to which nodes. What is returned is on the disk; then it is announced, at least once, also after a kill
 * in between. Any thread; what changes something may take as long as the disk, {@link #step} as long as Kafka; reading waits for
 * nobody.
 */
public final class Deployments implements DeployedVersions {
    private static final Logger LOG = Logger.getLogger(Deployments.class);
    private static final String BY_ITSELF = "bactrian";
    private static final int MOST_NAMED = 20;

    private final Settings settings;
    private final Clock clock;
    private final DeploymentStore store;
    private final KnownNodes nodes;
    private final Stages stages;
    private final DeploymentTable table;
    private final Publications publications;
    private final Map<String, Long> offsets;

    /**
     * @param pool        where nodes reach the pool: {@code POOL/MODEL/VERSION/archive}
     * @param maxFailures nodes that may refuse a version or roll it back before its deployment stops
     * @param repeat      how often all is announced again
     */
    public record Settings(URI pool, int maxFailures, Duration repeat) {
    }

    /**
     * @param dir   of the deployments; made where it is missing; one process
     * @param out   throws where a record is not known to be in Kafka
     * @param nanos as {@link System#nanoTime()}
     * @throws IOException where the folder cannot be made or read
     */
    public Deployments(Path dir, Settings settings, Consumer<Publication> out, LongSupplier nanos, Clock clock)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        store = new DeploymentStore(dir);
        nodes = new KnownNodes(store);
        stages = new Stages(nodes, settings.maxFailures());
        publications = new Publications(out, this::publication, settings.repeat(), nanos);
        table = new DeploymentTable(store, publications::add, clock);
        table.begin();
        offsets = new ConcurrentHashMap<>(store.offsets());
    }

    private Publication publication(String key) {
        return new Publication(key, table.find(key).announcement());
    }

    /**
     * Begins to bring a version to its nodes. The same again, while it is under way, changes nothing.
     *
     * @param by who asks for it
     * @throws DeploymentException where it is under way to others already, or no node for its first stage is known
     */
    public synchronized Deployment deploy(PoolVersion version, Target target, String by)
            throws DeploymentException, IOException {
        String key = Announcement.key(version.model(), version.version());
        Deployment before = table.find(key);
        if (before != null && before.state().open()) {
            if (before.target().equals(target)) {
                return before;
            }
            throw DeploymentException
                    .conflict(before.name() + " is being deployed to other nodes, or in another way; stop it first");
        }
        Set<String> canaries = stages.canaries(key, target);
        Instant now = clock.instant();
        DeploymentState state = canaries.isEmpty() ? DeploymentState.ALL : DeploymentState.CANARY;
        Deployment begun = table.become(
                new Deployment(version.model(), version.version(), url(version), version.sha256(), version.size(),
                        version.signature(), target, canaries, state, now,
                        before == null ? Instant.EPOCH : before.changed(), 0, before == null ? List.of() : before.history()),
                state, 0, "announced", by, canaries.isEmpty()
                        ? null
                        : "first to " + canaries.stream().sorted().limit(MOST_NAMED).collect(Collectors.joining(", ")));
        table.supersedeBy(begun, by);
        return begun;
    }

    private URI url(PoolVersion version) {
        return URI.create(settings.pool() + "/" + version.model() + "/" + version.version() + "/archive");
    }

    /**
     * Every node rolls it back, and none fetches it any more, until it is deployed again.
     *
     * @param reason null where none is given
     */
    public synchronized Deployment withdraw(String model, int version, String by, String reason)
            throws DeploymentException, IOException {
        Deployment found = known(model, version);
        if (found.state() == DeploymentState.WITHDRAWN) {
            return found;
        }
        Deployment withdrawn = table.become(found, DeploymentState.WITHDRAWN, 0, "withdrawn", by, reason);
        table.restoreFrom(withdrawn, by);
        return withdrawn;
    }

    /**
     * No node begins to fetch it any more; those that have it go on.
     *
     * @param reason null where none is given
     */
    public synchronized Deployment stop(String model, int version, String by, String reason)
            throws DeploymentException, IOException {
        Deployment found = known(model, version);
        if (!found.state().open()) {
            throw DeploymentException
                    .conflict(found.name() + " is " + found.state().text() + "; only what is canary or all can be stopped");
        }
        return stop(found, by, reason);
    }

    private Deployment stop(Deployment found, String by, String reason) throws IOException {
        Deployment stopped = table.become(found, DeploymentState.STOPPED, 0, "stopped", by, reason);
        table.restoreFrom(stopped, by);
        return stopped;
    }

    /** All its nodes may have it now, whatever its first ones said. */
    public synchronized Deployment promoteStage(String model, int version, String by) throws DeploymentException, IOException {
        Deployment found = known(model, version);
        if (found.state() != DeploymentState.CANARY) {
            throw DeploymentException
                    .conflict(found.name() + " is " + found.state().text() + "; only what is canary has a next stage");
        }
        return promote(found, by, null);
    }

    private Deployment promote(Deployment found, String by, String reason) throws IOException {
        Deployment promoted = table.become(found, DeploymentState.ALL, 0, "announced to all", by, reason);
        table.supersedeBy(promoted, by);
        return promoted;
    }

    private Deployment known(String model, int version) throws DeploymentException {
        Deployment found = table.find(Announcement.key(model, version));
        if (found == null) {
            throw DeploymentException.unknown(model, version);
        }
        return found;
    }

    /**
     * What nodes report; it is on the disk on return, and counts with the next {@link #step}.
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

    /** Once a second, from one thread: what is decided by itself, then what is to be announced. */
    public void step() throws IOException {
        decide();
        publications
                .step(list().stream().filter(one -> one.state() != DeploymentState.SUPERSEDED).map(Deployment::key).toList());
    }

    private synchronized void decide() throws IOException {
        for (Deployment one : list()) {
            Decision decision = stages.decide(one, clock.instant());
            if (decision != null && decision.state() == DeploymentState.STOPPED) {
                stop(one, BY_ITSELF, decision.reason());
            } else if (decision != null) {
                promote(one, BY_ITSELF, decision.reason());
            }
        }
    }

    /** All, by model, the highest version first. */
    public List<Deployment> list() {
        return table.list();
    }

    /** Those of a model, the highest version first; none where it was never deployed. */
    public List<Deployment> history(String model) {
        return table.versions(model);
    }

    /** The nodes that have been heard of, by name. */
    public List<NodeState> nodes() {
        return nodes.all();
    }

    @Override
    public boolean deployed(String model, int version) {
        return table.announced(Announcement.key(model, version)) || !nodes(model, version).isEmpty();
    }

    @Override
    public Set<String> nodes(String model, int version) {
        return nodes.all().stream().filter(node -> Integer.valueOf(version).equals(node.serving().get(model)))
                .map(NodeState::node).collect(Collectors.toSet());
    }

    /** What is wrong: files that cannot be read, and announcements that are not in Kafka. */
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>(store.damaged());
        if (publications.problem() != null) {
            problems.put("announcements", publications.problem());
        }
        return problems;
    }
}
