package io.bactrian.kube;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objects of one kind as they are known. What the node remembers may be older than what is known, or gone from the cluster long
 * since: so an object is taken only where its revision is higher, and removed only on a complete answer of the cluster. Immutable.
 *
 * @param revision of the cluster at its last complete answer; what the node remembers from before and is not here, is gone
 */
record Kept<T extends ClusterObject>(long revision, Map<String, T> objects) {
    Kept {
        objects = Map.copyOf(objects);
    }

    static <T extends ClusterObject> Kept<T> of(long revision, List<T> objects) {
        return new Kept<>(revision, objects.stream().collect(Collectors.toMap(ClusterObject::key, object -> object)));
    }

    /**
     * @param kept    what is known now
     * @param changed keys whose content is new or another
     * @param removed whether objects are gone
     * @param stale   objects in the answer that were older than what is known, or gone
     */
    record Merge<T extends ClusterObject>(Kept<T> kept, Set<String> changed, boolean removed, int stale) {
        boolean different() {
            return removed || !changed.isEmpty();
        }
    }

    Merge<T> merge(Listing<T> answer) {
        boolean restored = answer.cloud() && answer.revision() < revision;
        Map<String, T> next = new HashMap<>(objects);
        Set<String> changed = new HashSet<>();
        Set<String> seen = new HashSet<>(answer.rejected().keySet());
        int stale = 0;
        for (T item : answer.items()) {
            T mine = objects.get(item.key());
            seen.add(item.key());
            if (restored || (mine == null ? answer.cloud() || item.revision() > revision : item.revision() > mine.revision())) {
                next.put(item.key(), item);
                if (mine == null || !item.sameContent(mine)) {
                    changed.add(item.key());
                }
            } else if (mine == null || item.revision() < mine.revision()) {
                stale++;
            }
        }
        boolean removed = answer.cloud() && answer.nameless() == 0 && next.keySet().retainAll(seen);
        return new Merge<>(new Kept<>(answer.cloud() ? answer.revision() : revision, next), changed, removed, stale);
    }

    /** One object by itself; it removes nothing. */
    Merge<T> merge(T item) {
        return merge(new Listing<>(false, 0, List.of(item), Map.of(), 0, Map.of()));
    }
}
