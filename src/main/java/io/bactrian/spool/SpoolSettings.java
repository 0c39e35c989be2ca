package io.bactrian.spool;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where spools live and what applies to those whose URI says nothing else.
 *
 * @param dir
 *            holds one {@code <name>.db} per spool; made when missing, owned by one process
 * @param maxBytes
 *            encoded bytes stored and not yet acknowledged, at most, per spool
 * @param whenFull
 *            what happens at {@code maxBytes}
 */
public record SpoolSettings(Path dir, long maxBytes, WhenFull whenFull) {
    public SpoolSettings {
        Objects.requireNonNull(dir, "spool directory: set bactrian.spool.dir");
        Objects.requireNonNull(whenFull, "spool whenFull: set bactrian.spool.when-full");
        if (maxBytes <= 0) {
            throw new IllegalArgumentException(
                    "spool maxBytes is " + maxBytes + ", expected more than 0: correct bactrian.spool.max-bytes");
        }
    }
}
