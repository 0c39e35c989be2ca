package io.bactrian.learn;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import com.fasterxml.jackson.core.type.TypeReference;

/**
 * Keeps the counts of {@link Quotas} over a restart. Written a second after a change, later where the file is large: at about one KiB a
 * second, so that it does not wear out the flash. What was counted since is lost by a kill. One thread.
 */
final class QuotaFile {
    private static final long LONGEST_MILLIS = 60_000;

    private final StateFile<List<Quotas.Stored>> file;
    private final Quotas quotas;
    private final Clock clock;
    private long written;
    private long notBefore = Long.MIN_VALUE;

    /** Reads what is there. */
    QuotaFile(Path file, Quotas quotas, Clock clock) {
        this.file = new StateFile<>(file, "the quotas of samples");
        this.quotas = quotas;
        this.clock = clock;
        this.file.read(new TypeReference<>() {
        }, quotas::restore);
        written = quotas.changes();
    }

    String problem() {
        return file.problem();
    }

    void save() {
        long now = clock.millis();
        if (now >= notBefore || notBefore - now > LONGEST_MILLIS) {
            close();
        }
    }

    void close() {
        long changes = quotas.changes();
        if (changes == written) {
            return;
        }
        long now = clock.millis();
        long bytes = file.write(quotas.stored(now));
        if (bytes >= 0) {
            notBefore = now + Math.min(LONGEST_MILLIS, bytes);
            written = changes;
        }
    }
}
