package io.bactrian.kube;

import java.time.Instant;
import java.util.Map;

/**
 * Where the device directory stands.
 *
 * @param source    what last confirmed the directory in use
 * @param confirmed when the cluster last answered; null for never
 * @param devices   devices of this node
 * @param unusable  objects of the last answer that cannot be used
 * @param trouble   why the last poll had no answer, or null
 * @param disk      why the copy on disk is not up to date, or null
 * @param problems  what is wrong with objects, by kind and key
 */
public record SyncStatus(Source source, Instant confirmed, int devices, int unusable, String trouble, String disk,
        Map<String, String> problems) {
    /** The cluster, the node's memory of it, our copy on disk, or nothing yet. */
    public enum Source {
        CLOUD, LOCAL, DISK, NONE
    }
}
