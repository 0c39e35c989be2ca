package io.bactrian.cloud;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.data.Incoming;
import io.bactrian.cloud.data.Kind;
import io.bactrian.threads.Backoff;

/** Adds what topics have to the data set, and knows what it could not add. Each topic has a thread of its own, which may wait. */
public final class Collection {
    private static final Logger LOG = Logger.getLogger(Collection.class);
    private static final long FIRST_MILLIS = 200;
    private static final long MOST_MILLIS = 5_000;

    private final DataSet data;
    private final Map<Kind, String> problems = new ConcurrentHashMap<>();
    private final Map<Kind, Backoff> backoffs = new EnumMap<>(Kind.class);

    public Collection(DataSet data) {
        this.data = data;
        for (Kind kind : Kind.values()) {
            backoffs.put(kind, Backoff.exact(FIRST_MILLIS, MOST_MILLIS));
        }
    }

    /**
     * Where it fails, it waits a while before it throws: the caller reads the records again.
     *
     * @throws IOException when nothing was added
     */
    void add(Kind kind, List<Incoming> records) throws IOException, InterruptedException {
        try {
            data.append(records);
            backoffs.get(kind).reset();
            if (problems.remove(kind) != null) {
                LOG.infof("The topic of %s is collected again", kind.text());
            }
        } catch (IOException | RuntimeException e) {
            String reason = e instanceof IOException ? e.getMessage() : e.toString();
            if (problems.put(kind, reason) == null) {
                LOG.errorf("What the topic of %s has cannot be kept: %s. It is read again until it can", kind.text(), reason);
            }
            backoffs.get(kind).pause();
            throw e;
        }
    }

    /** Why topics cannot be collected now, by what they have. Any thread. */
    public Map<String, String> problems() {
        Map<String, String> texts = new TreeMap<>();
        problems.forEach((kind, problem) -> texts.put(kind.text(), problem));
        return texts;
    }
}
