package io.bactrian.spool;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Where spools live and how much each holds.
 *
 * @param dir
 *            holds one {@code <name>.db} per spool; created when missing, owned by one process
 * @param capacity
 *            of each spool that is not in {@code named}
 * @param named
 *            the capacity of single spools, by name; the options of a URI override it
 */
public record SpoolSettings(Path dir, Capacity capacity, Map<String, Capacity> named) {
    public SpoolSettings {
        Objects.requireNonNull(dir, "spool directory: set bactrian.spool.dir");
        named = Map.copyOf(named);
    }

    public SpoolSettings(Path dir, long maxBytes, OverflowPolicy overflowPolicy) {
        this(dir, new Capacity(maxBytes, overflowPolicy), Map.of());
    }

    /**
     * A spool's capacity.
     *
     * @param maxBytes
     *            encoded bytes stored and not yet acknowledged, at most
     * @param overflowPolicy
     *            what happens at {@code maxBytes}
     */
    public record Capacity(long maxBytes, OverflowPolicy overflowPolicy) {
        public Capacity {
            Objects.requireNonNull(overflowPolicy, "spool overflowPolicy: set bactrian.spool.overflow-policy");
            if (maxBytes <= 0) {
                throw new IllegalArgumentException(
                        "spool maxBytes is " + maxBytes + ", expected more than 0: correct bactrian.spool.max-bytes");
            }
        }
    }

    Capacity capacity(String name) {
        return named.getOrDefault(name, capacity);
    }
}
