package io.bactrian.learn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The counts of {@link Quotas} in one JSON file, replaced at once. Written a second after a change, later where the file is large: at
 * about one KiB a second, so that it does not wear out the flash. What was counted since is lost by a kill. One thread.
 */
final class QuotaFile {
    private static final Logger LOG = Logger.getLogger(QuotaFile.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long LONGEST_MILLIS = 60_000;

    private final Path file;
    private final Quotas quotas;
    private final Clock clock;
    private long written;
    private long notBefore = Long.MIN_VALUE;
    private volatile String problem;

    /** Reads what is there. */
    QuotaFile(Path file, Quotas quotas, Clock clock) {
        this.file = file;
        this.quotas = quotas;
        this.clock = clock;
        try {
            quotas.restore(JSON.readValue(Files.readAllBytes(file), new TypeReference<List<Quotas.Stored>>() {
            }));
        } catch (NoSuchFileException e) {
            LOG.debugf("No quotas are counted yet in %s", file);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            setAside(e.getMessage());
        } catch (IOException e) {
            setAside(e.toString());
        }
        written = quotas.changes();
    }

    private void setAside(String reason) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warnf("%s cannot be read (%s) and has been renamed to %s: the quotas of samples are counted anew", file, reason,
                    aside);
        } catch (IOException e) {
            LOG.warnf("%s cannot be read (%s): the quotas of samples are counted anew", file, reason);
        }
    }

    String problem() {
        return problem;
    }

    void save() {
        long now = clock.millis();
        if (quotas.changes() == written || now < notBefore && notBefore - now <= LONGEST_MILLIS) {
            return;
        }
        write(now);
    }

    void close() {
        if (quotas.changes() != written) {
            write(clock.millis());
        }
    }

    private void write(long now) {
        try {
            long changes = quotas.changes();
            byte[] content = JSON.writeValueAsBytes(quotas.stored(now));
            notBefore = now + Math.min(LONGEST_MILLIS, content.length);
            replace(content);
            written = changes;
            problem = null;
        } catch (IOException e) {
            if (problem == null) {
                LOG.errorf("The quotas of samples cannot be written to %s: %s. They are counted anew after a restart.", file,
                        e);
            }
            problem = file.toAbsolutePath() + " cannot be written: " + e
                    + "; quotas of samples are counted anew after a restart: make its folder writable, or free space";
        }
    }

    private void replace(byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
