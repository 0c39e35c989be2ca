package io.bactrian.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.ZipException;

import org.jboss.logging.Logger;

import io.bactrian.files.DurableFile;
import io.bactrian.files.NoRoomException;
import io.bactrian.files.Room;

/**
 * Exports that wait for the collector, oldest first, a file each: bounded by number, age, bytes and what must stay free on the disk. What
 * is dropped is counted by its reason. One thread; {@link #totals} and {@link #dropped(DropReason)} from any.
 */
final class ExportSpool {
    private static final Logger LOG = Logger.getLogger(ExportSpool.class);

    private final PushSettings settings;
    private final Path dir;
    private final Room room;
    private final List<ExportFile> waiting = new ArrayList<>();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private volatile Totals totals = new Totals(0, 0, 0);
    private boolean open;
    private boolean troubled;
    private long next;

    /** @param oldest when the oldest was made, milliseconds since 1970; 0 where none waits */
    record Totals(int exports, long bytes, long oldest) {
    }

    ExportSpool(PushSettings settings) {
        this.settings = settings;
        dir = settings.dir();
        room = new Room(dir, settings.capacity(), settings.minFree(), "bactrian.metrics.otlp");
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    /** Finds what waits from before, where that has not been found yet. */
    void open() {
        try {
            find();
        } catch (IOException e) {
            say(e);
        }
    }

    private void find() throws IOException {
        if (!open) {
            Files.createDirectories(dir);
            ExportFile.in(dir).forEach(this::append);
            open = true;
        }
    }

    private void append(ExportFile export) {
        waiting.add(export);
        room.found(export.bytes());
        next = export.number() + 1;
        total();
    }

    /**
     * Keeps an export, on the disk on return, where there is room or older ones make it; else it is dropped.
     *
     * @param made milliseconds since 1970
     */
    void add(byte[] export, long made) {
        try {
            find();
            Files.createDirectories(dir);
            makeRoom(export.length);
            Path file = dir.resolve(ExportFile.name(next, made));
            DurableFile.replace(file, export);
            append(new ExportFile(file, next, made, export.length));
            troubled = false;
        } catch (IOException e) {
            dropped.get(DropReason.DISK).increment();
            say(e);
        }
    }

    private void makeRoom(long bytes) throws IOException {
        while (waiting.size() >= settings.maxExports()) {
            drop(first(), DropReason.ROOM);
        }
        while (true) {
            try {
                room.check(bytes);
                return;
            } catch (NoRoomException e) {
                if (waiting.isEmpty()) {
                    throw e;
                }
                drop(first(), DropReason.ROOM);
            }
        }
    }

    /** Drops what has waited too long. */
    void expire(long now) {
        while (!waiting.isEmpty() && now - first().made() > settings.maxAge().toMillis()) {
            drop(first(), DropReason.AGE);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    ExportFile first() {
        return waiting.get(0);
    }

    /** The one behind the first; the first where it is alone. */
    ExportFile second() {
        return waiting.get(Math.min(1, waiting.size() - 1));
    }

    /**
     * What is in one; null where that is not what was written, and then it is dropped.
     *
     * @throws IOException where it cannot be read now
     */
    byte[] read(ExportFile export) throws IOException {
        try {
            return export.content();
        } catch (ZipException e) {
            LOG.warnf("Metrics that waited in %s are dropped: %s", export.path(), e.getMessage());
            drop(export, DropReason.DAMAGED);
            return null;
        }
    }

    void drop(ExportFile export, DropReason reason) {
        remove(export);
        dropped.get(reason).increment();
    }

    /** Takes out one that need not wait any longer. */
    void remove(ExportFile export) {
        waiting.remove(export);
        room.give(export.bytes());
        total();
        try {
            Files.deleteIfExists(export.path());
        } catch (IOException e) {
            say(e);
        }
    }

    private void total() {
        totals = new Totals(waiting.size(), room.taken(), waiting.isEmpty() ? 0 : first().made());
    }

    private void say(IOException failure) {
        if (!troubled) {
            troubled = true;
            LOG.warnf("Metrics cannot wait in %s for the collector: %s. They are dropped and counted"
                    + " (bactrian_metrics_push_dropped_total) until that is corrected; messages are not affected", dir,
                    failure);
        }
    }

    Totals totals() {
        return totals;
    }

    /** Exports dropped for that reason since the start. */
    long dropped(DropReason reason) {
        return dropped.get(reason).sum();
    }

    /** Counts one that does not wait here. */
    void countDropped(DropReason reason) {
        dropped.get(reason).increment();
    }
}
