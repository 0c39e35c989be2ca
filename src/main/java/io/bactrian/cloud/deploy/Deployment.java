package io.bactrian.cloud.deploy;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.Nodes;
import io.bactrian.cloud.pool.PoolVersion;

/**
 * A version on its way to nodes, as it stands.
 *
 * @param url          of its archive, for the nodes
 * @param sha256       of its archive
 * @param size         of its archive, in bytes
 * @param signature    of its archive; null for none
 * @param canaries     the nodes that get it first
 * @param began        when it was last begun: what nodes said before does not count
 * @param changed      when its announcement last changed; later with each change
 * @param supersededBy the version that took its place; 0 where none has
 * @param history      the newest last
 */
public record Deployment(String model, int version, URI url, String sha256, long size, String signature, Target target,
        Set<String> canaries, DeploymentState state, Instant began, Instant changed, int supersededBy,
        List<DeploymentEvent> history) {
    private static final int LONGEST_HISTORY = 200;

    public Deployment {
        canaries = Set.copyOf(canaries);
        history = List.copyOf(history);
    }

    /** One that begins now; {@code before} is the deployment of the same version before it, or null. */
    static Deployment of(PoolVersion version, URI url, Target target, Set<String> canaries, DeploymentState state, Instant now,
            Deployment before) {
        return new Deployment(version.model(), version.version(), url, version.sha256(), version.size(), version.signature(),
                target, canaries, state, now, before == null ? Instant.EPOCH : before.changed(), 0,
                before == null ? List.of() : before.history());
    }

    /** As that of its announcement. */
    public String key() {
        return Announcement.key(model, version);
    }

    String name() {
        return "version " + version + " of " + model;
    }

    /** What its nodes are to know of it; null where it is a tombstone. */
    Announcement announcement() {
        if (state == DeploymentState.SUPERSEDED) {
            return null;
        }
        return announcement(state == DeploymentState.CANARY ? target.nodes().named(canaries) : target.nodes());
    }

    private Announcement announcement(Nodes nodes) {
        boolean withdrawn = state == DeploymentState.WITHDRAWN;
        return new Announcement(model, version, withdrawn ? Announcement.State.WITHDRAWN : Announcement.State.ANNOUNCED, url,
                sha256, size, signature, nodes, target.promote(), until(), changed);
    }

    /** How many bytes its announcement, now or to all its nodes, has more than nodes read. */
    int tooLong() {
        return Math.max(AnnouncementJson.tooLong(announcement()), AnnouncementJson.tooLong(announcement(target.nodes())));
    }

    /** One that is stopped has no time left. */
    private Instant until() {
        boolean over = state == DeploymentState.STOPPED && (target.until() == null || changed.isBefore(target.until()));
        return over ? changed : target.until();
    }

    Deployment become(DeploymentState next, int by, DeploymentEvent event) {
        Instant later = event.at().isAfter(changed) ? event.at() : changed.plusMillis(1);
        return new Deployment(model, version, url, sha256, size, signature, target, canaries, next, began, later, by,
                with(event));
    }

    /** Its history, and what has happened now; the oldest go when they are too many. */
    List<DeploymentEvent> with(DeploymentEvent event) {
        List<DeploymentEvent> longer = new ArrayList<>(history);
        longer.add(event);
        return longer.subList(Math.max(0, longer.size() - LONGEST_HISTORY), longer.size());
    }

    /** Whether whoever is a node of the other is one of this too. */
    boolean covers(Deployment other) {
        Nodes own = target.nodes();
        return model.equals(other.model) && (own.equals(Nodes.ALL) || own.equals(other.target.nodes()));
    }
}
