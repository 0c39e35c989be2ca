package io.bactrian.cloud.deploy;

import java.time.Instant;
import java.util.Set;

import io.bactrian.announce.Announcement.Promote;
import io.bactrian.announce.Nodes;

/**
 * Where a version is to go, and how.
 *
 * @param nodes   for which it is in the end
 * @param canary  nodes that get it first; none where all get it at once, or a share of them gets it first
 * @param share   of the known nodes that get it first, 0 to 1; 0 where canary names them, or all get it at once
 * @param promote how it comes into service on a node; null for what the node has configured
 * @param until   when nodes that have not fetched it give up; null for never
 */
public record Target(Nodes nodes, Set<String> canary, double share, Promote promote, Instant until) {
    /** @throws IllegalArgumentException naming what is wrong with it */
    public Target {
        canary = Set.copyOf(canary);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("canary.share is " + share + "; expected a number from 0 to 1");
        }
        if (share > 0 && !canary.isEmpty()) {
            throw new IllegalArgumentException("canary has both nodes and a share; expected one of them");
        }
    }
}
