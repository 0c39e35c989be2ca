package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import org.jboss.logging.Logger;

/**
 * Renames files that the spool cannot use; it never deletes them. A corrupt file goes with its WAL, the WAL first: a database without a
 * WAL loses nothing.
 */
final class Quarantine {
    private static final Logger LOG = Logger.getLogger(Quarantine.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private Quarantine() {
    }

    static void move(Path file, String reason, long records) throws IOException {
        Path target = file.resolveSibling(file.getFileName() + ".corrupt-" + TIME.format(Instant.now()));
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        for (String suffix : new String[]{"-wal", "-shm", ""}) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(part)) {
                Files.move(part, target.resolveSibling(target.getFileName() + suffix));
            }
        }
        LOG.errorf("Spool file %s is corrupt: %s. It is quarantined as %s (%d bytes, %s records not yet delivered) and a new"
                + " one is started. To see what can be recovered: sqlite3 '%s' .dump > recovered.sql, or"
                + " sqlite3 '%s' \"SELECT seq, records, bytes, at FROM chunk\"; delete it when no longer needed.", file,
                reason.strip().replaceAll("\\s*\\n\\s*", " "), target, bytes,
                records < 0 ? "an unknown number of" : Long.toString(records), target, target);
    }

    /** Renames files that have replaced the open ones. */
    static void moveForeign(Path file, FileIdentity open) throws IOException {
        String time = TIME.format(Instant.now());
        boolean replaced = Files.exists(file) && !FileIdentity.key(file).equals(open.database());
        for (String suffix : replaced ? new String[]{"-wal", ""} : new String[0]) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(part) && !FileIdentity.key(part).equals(open.wal())) {
                Path target = file.resolveSibling(file.getFileName() + ".foreign-" + time + suffix);
                Files.move(part, target);
                LOG.warnf("%s is not a file of this spool; it is kept as %s", part, target);
            }
        }
    }
}
