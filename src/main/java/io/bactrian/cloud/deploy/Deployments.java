package io.bactrian.cloud.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.bactrian.announce.Announcement;
import io.bactrian.cloud.deploy.Stages.Decision;
import io.bactrian.cloud.pool.DeployedVersions;
import io.bactrian.cloud.pool.PoolVersion;

/**
 * Which versions are announced to which nodes. What is returned is on the disk; then it is announced, at least once, also after a kill
 * in between. Any thread; what changes something may take as long as the disk, {@link #step} as long as Kafka; reading waits for
 * nobody.
 */
public final class Deployments implements DeployedVersions {
    private static final String BY_ITSELF = "bactrian";
    private static final int MOST_NAMED = 20;

    private final DeploymentSettings settings;
    private final Clock clock;
    private final DeploymentStore store;
    private final KnownNodes nodes;
    private final Stages stages;
    private final DeploymentTable table;
    private final Publications publications;
    private final NodeReports reports;

    /**
     * @param dir   of the deployments; made where it is missing; one process
     * @param out   throws where a record is not known to be in Kafka
     * @param nanos as {@link System#nanoTime()}
     * @throws IOException where the folder cannot be made or read
     */
    public Deployments(Path dir, DeploymentSettings settings, Consumer<Publication> out, LongSupplier nanos, Clock clock)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        store = new DeploymentStore(dir);
        nodes = new KnownNodes(store);
        stages = new Stages(nodes, settings.maxFailures());
        publications = new Publications(out, this::publication, settings.repeat(), nanos);
        table = new DeploymentTable(store, publications::add, clock);
        table.begin();
        reports = new NodeReports(nodes, store, clock);
    }

    private Publication publication(String key) {
        return new Publication(key, table.find(key).announcement());
    }

    /**
     * Begins to bring a version to its nodes. The same again, while it is under way, changes nothing.
     *
     * @param by who asks for it
     * @throws DeploymentException where it is under way to others already, names more than nodes read, or no node for its first stage
     *                             is known
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
        Deployment next = Deployment.of(version, settings.archive(version), target, canaries, state, now, before);
        if (next.tooLong() > 0) {
            throw DeploymentException.conflict("the announcement of " + next.name() + " has " + next.tooLong()
                    + " bytes more than nodes read; name fewer nodes and devices, or select nodes by labels");
        }
        Deployment begun = table.become(next, state, 0, "announced", by, canaries.isEmpty()
                ? null
                : "first to " + canaries.stream().sorted().limit(MOST_NAMED).collect(Collectors.joining(", ")));
        table.supersedeBy(begun, by);
        return begun;
    }

    /**
     * Every node rolls it back, and none fetches it any more, until it is deployed again.
     *
     * @param reason null where none is given
     */
    public synchronized Deployment withdraw(String model, int version, String by, String reason)
            throws DeploymentException, IOException {
        Deployment found = table.known(model, version);
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
        Deployment found = table.known(model, version);
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
        Deployment found = table.known(model, version);
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

    /** What nodes report; it counts with the next {@link #step}. */
    public NodeReports reports() {
        return reports;
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

    /** The highest version of a model that nodes may fetch; empty where there is none. */
    public OptionalInt announced(String model) {
        return history(model).stream().filter(each -> each.state().open()).mapToInt(Deployment::version).findFirst();
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
        return nodes.serving(model, version);
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
