package io.bactrian.kube;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

/** The objects of one kind, as the last poll left them. One thread. */
final class Followed<T extends ClusterObject> {
    /** A node passes 30 messages a second to the cloud, and its twins need them too. */
    private static final int MOST_GETS = 50;

    private final ListReader reader;
    private final Resource resource;
    private final Predicate<JsonNode> wanted;
    private final ListReader.Reading<T> reading;
    private final Set<String> unremembered = new TreeSet<>();
    private Kept<T> kept = Kept.of(0, List.of());
    private Listing<T> last;
    private int stale;
    private boolean changed;

    Followed(ListReader reader, Resource resource, Predicate<JsonNode> wanted, ListReader.Reading<T> reading) {
        this.reader = reader;
        this.resource = resource;
        this.wanted = wanted;
        this.reading = reading;
    }

    void restore(long revision, List<T> objects) {
        kept = Kept.of(revision, objects);
    }

    /**
     * Lists all.
     *
     * @throws IOException when there is no complete answer
     */
    void poll() throws IOException {
        Listing<T> answer = reader.list(resource, wanted, reading);
        boolean first = last == null;
        last = answer;
        Kept.Merge<T> merged = kept.merge(answer);
        kept = merged.kept();
        stale = merged.stale();
        unremembered.addAll(merged.changed());
        changed |= merged.different() || first && answer.cloud();
    }

    /**
     * Reads each needed object that is new or has changed by its name, once and a few at a time: a node remembers what was read so, and
     * has it after a restart without the cloud. 404 says nothing.
     *
     * @throws IOException when the API does not answer
     */
    void remember(Predicate<String> needed) throws IOException {
        Iterator<String> next = unremembered.iterator();
        for (int i = 0; i < MOST_GETS && next.hasNext();) {
            T known = kept.objects().get(next.next());
            if (known != null && needed.test(known.key())) {
                T read = reader.get(resource, known, reading);
                if (read != null) {
                    Kept.Merge<T> merged = kept.merge(read);
                    kept = merged.kept();
                    changed |= merged.different();
                }
                i++;
            }
            next.remove();
        }
    }

    /** Whether something is different since the last call. */
    boolean changed() {
        boolean was = changed;
        changed = false;
        return was;
    }

    Kept<T> kept() {
        return kept;
    }

    /** Whether the last answer was the cluster's. */
    boolean cloud() {
        return last != null && last.cloud();
    }

    /** Objects of the last answer that were older than what was known. */
    int stale() {
        return stale;
    }

    /** Objects of the last answer that cannot be used. */
    int unusable() {
        return last == null ? 0 : last.rejected().size() + last.nameless();
    }

    /** Objects of the last answer that cannot be used, by their keys, with the reasons. */
    Map<String, String> rejected() {
        return last == null ? Map.of() : last.rejected();
    }

    /** What is wrong with the objects of the last answer. */
    Map<String, String> problems(String kind) {
        Map<String, String> all = new TreeMap<>();
        if (last != null) {
            last.notes().forEach((key, reason) -> all.put(kind + " " + key, reason));
            last.rejected().forEach((key, reason) -> all.put(kind + " " + key,
                    reason + (kept.objects().containsKey(key)
                            ? ". What was known of it before stays in use"
                            : ". It is not used")));
            if (last.nameless() > 0) {
                all.put(kind, last.nameless() + " without a usable namespace and name");
            }
        }
        return all;
    }
}
