package io.bactrian.kube;

import java.util.List;
import java.util.Map;

/**
 * A complete answer to a LIST.
 *
 * @param cloud    whether it is the cluster's, and not what the node remembers
 * @param revision of the cluster when it answered; 0 where the answer is not the cluster's
 * @param items    the objects that are wanted
 * @param rejected objects that are wanted and cannot be used, by their keys, with what is wrong with each
 * @param nameless objects that cannot be told apart, since they have no usable name
 * @param notes    what is wrong with objects that are used nevertheless, by their keys
 */
record Listing<T extends ClusterObject>(boolean cloud, long revision, List<T> items, Map<String, String> rejected,
        int nameless, Map<String, String> notes) {
}
