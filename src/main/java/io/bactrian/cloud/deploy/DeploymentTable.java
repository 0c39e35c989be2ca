package io.bactrian.cloud.deploy;

import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.bactrian.announce.Announcement;

/** All deployments, each on the disk before it is known, and known before it is announced. One thread changes them; any reads. */
final class DeploymentTable {
    private static final Logger LOG = Logger.getLogger(DeploymentTable.class);

    private final DeploymentStore store;
    private final Consumer<String> changed;
    private final Clock clock;
    private final Map<String, Deployment> all = new ConcurrentHashMap<>();

    /** @param changed gets the keys of those that are to be announced, also of those found on the disk */
    DeploymentTable(DeploymentStore store, Consumer<String> changed, Clock clock) throws IOException {
        this.store = store;
        this.changed = changed;
        this.clock = clock;
        store.deployments().forEach(found -> all.put(found.key(), found));
    }

    /** Has all announced that were found on the disk. */
    void begin() {
        all.keySet().forEach(changed);
    }

    /** Null where it was never deployed. */
    Deployment find(String key) {
        return all.get(key);
    }

    /** @throws DeploymentException where it was never deployed */
    Deployment known(String model, int version) throws DeploymentException {
        Deployment found = find(Announcement.key(model, version));
        if (found == null) {
            throw DeploymentException.unknown(model, version);
        }
        return found;
    }

    /** By model, the highest version first. */
    List<Deployment> list() {
        return all.values().stream().sorted(
                Comparator.comparing(Deployment::model).thenComparing(Deployment::version, Comparator.reverseOrder())).toList();
    }

    /** The highest first. */
    List<Deployment> versions(String model) {
        return list().stream().filter(one -> one.model().equals(model)).toList();
    }

    Deployment become(Deployment deployment, DeploymentState state, int supersededBy, String event, String by, String reason)
            throws IOException {
        Deployment next = deployment.become(state, supersededBy, new DeploymentEvent(clock.instant(), event, by, reason));
        store.write(next);
        all.put(next.key(), next);
        changed.accept(next.key());
        LOG.infof("Deployments: %s: %s, asked by %s%s", next.name(), event, by, reason == null ? "" : ": " + reason);
        return next;
    }

    /** Lower versions for the same nodes are announced no more, once all nodes may have this one. */
    void supersedeBy(Deployment newer, String by) throws IOException {
        if (newer.state() == DeploymentState.ALL) {
            for (Deployment older : versions(newer.model())) {
                if (older.version() < newer.version() && older.state().open() && newer.covers(older)) {
                    become(older, DeploymentState.SUPERSEDED, newer.version(), "superseded", by, "by " + newer.name());
                }
            }
        }
    }

    /** What it superseded is announced again, so that a new node has a version. */
    void restoreFrom(Deployment gone, String by) throws IOException {
        for (Deployment older : versions(gone.model())) {
            if (older.state() == DeploymentState.SUPERSEDED && older.supersededBy() == gone.version()) {
                become(older, DeploymentState.ALL, 0, "announced again", by, gone.name() + " is " + gone.state().text());
            }
        }
    }

    /** Whether it is announced, or may be again by itself. */
    boolean announced(String key) {
        Deployment found = all.get(key);
        if (found == null || found.state() == DeploymentState.WITHDRAWN) {
            return false;
        }
        Deployment by = found.state() == DeploymentState.SUPERSEDED
                ? all.get(Announcement.key(found.model(), found.supersededBy()))
                : found;
        return by != null && (by == found || by.state().open());
    }
}
