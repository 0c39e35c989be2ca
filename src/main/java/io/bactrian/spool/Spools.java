package io.bactrian.spool;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

/** The spools of this application by name; each is open while an endpoint of that name is. Thread-safe. */
@Singleton
public class Spools {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final SpoolSettings settings;
    private final Map<String, Entry> entries = new TreeMap<>();
    private volatile LongConsumer commitNanos = nanos -> {
    };

    public Spools(SpoolSettings settings) {
        this.settings = settings;
    }

    private static final class Entry {
        private Long maxBytes;
        private OverflowPolicy overflowPolicy;
        private Spool spool;
        private int users;
    }

    /** Every open spool's status, by name; cheap, never waits for the disk. */
    public synchronized List<SpoolStatus> status() {
        return entries.values().stream().filter(e -> e.spool != null).map(e -> e.spool.status()).toList();
    }

    /** Gets every commit's time in nanoseconds, on the writers' threads, so it must be quick. */
    public void onCommit(LongConsumer observer) {
        commitNanos = observer;
    }

    /**
     * Sets the options of an endpoint, null where it has none.
     *
     * @throws IllegalArgumentException when the name is not valid, or another endpoint of the spool has another value
     */
    public synchronized void configure(String name, Long maxBytes, OverflowPolicy overflowPolicy) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "spool name is '" + name + "', expected letters, digits, '.', '_' and '-': rename it");
        }
        Entry entry = entries.computeIfAbsent(name, n -> new Entry());
        entry.maxBytes = agreed(name, "maxBytes", entry.maxBytes, maxBytes);
        entry.overflowPolicy = agreed(name, "overflowPolicy", entry.overflowPolicy, overflowPolicy);
        if (entry.spool != null) {
            entry.spool.limits(limits(name, entry));
        }
    }

    /** The configured spool, opened for its first user. */
    public synchronized Spool acquire(String name) {
        Entry entry = entries.get(name);
        if (entry.spool == null) {
            entry.spool = new Spool(settings.dir(), name, limits(name, entry), nanos -> commitNanos.accept(nanos));
        }
        entry.users++;
        return entry.spool;
    }

    /** Closes the spool after its last user. */
    public synchronized void release(String name) {
        Entry entry = entries.get(name);
        if (--entry.users == 0) {
            entry.spool.close();
            entry.spool = null;
        }
    }

    private Limits limits(String name, Entry entry) {
        SpoolSettings.Capacity capacity = settings.capacity(name);
        return Limits.of(entry.maxBytes == null ? capacity.maxBytes() : entry.maxBytes,
                entry.overflowPolicy == null ? capacity.overflowPolicy() : entry.overflowPolicy);
    }

    private static <T> T agreed(String name, String option, T known, T said) {
        if (known != null && said != null && !known.equals(said)) {
            throw new IllegalArgumentException("spool '" + name + "' has " + option + "=" + known + " in one URI and "
                    + said + " in another, expected the same: write it in one of them");
        }
        return said == null ? known : said;
    }
}
