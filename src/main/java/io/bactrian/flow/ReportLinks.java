package io.bactrian.flow;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.bactrian.model.VersionFiles;

/**
 * Names that stand for a version's report for a while: a browser opens a page without the token, so whoever has the token gets such a
 * name, which nobody guesses. Of too many the oldest goes. Any thread.
 */
final class ReportLinks {
    static final Duration VALID = Duration.ofMinutes(5);
    static final int MOST = 32;
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final LongSupplier nanos;

    /** @param nanos as {@link System#nanoTime()} */
    ReportLinks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Link(VersionFiles version, long ends) {
    }

    synchronized String add(VersionFiles version) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String name = HexFormat.of().formatHex(bytes);
        links.put(name, new Link(version, nanos.getAsLong() + VALID.toNanos()));
        if (links.size() > MOST) {
            links.remove(links.keySet().iterator().next());
        }
        return name;
    }

    /** Empty for a name that was never given, or whose time is over. */
    synchronized Optional<VersionFiles> find(String name) {
        links.values().removeIf(link -> nanos.getAsLong() - link.ends() > 0);
        return Optional.ofNullable(links.get(name)).map(Link::version);
    }
}
