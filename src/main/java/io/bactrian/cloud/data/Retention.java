package io.bactrian.cloud.data;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes whole files: those of days that are too old, and while all take too much, the oldest of the model that takes most, so that
 * one model's flood deletes nothing of another's. The index says that a file is going before it goes, and forgets its lines a few at
 * a time, so that nobody waits long. One thread.
 */
final class Retention {
    /** Of records that could not be read. */
    static final long REJECTED_BYTES = 16 << 20;
    private static final int LINES = 2000;
    private static final int PAGES = 512;

    private final DataSettings settings;
    private final Folder folder;
    private final Disk disk;
    private final Writer writer;
    private final Clock clock;
    private final DataStats stats;

    Retention(DataSettings settings, Folder folder, Disk disk, Writer writer, Clock clock, DataStats stats) {
        this.settings = settings;
        this.folder = folder;
        this.disk = disk;
        this.writer = writer;
        this.clock = clock;
        this.stats = stats;
    }

    /** Deletes what is to go now; true where that was something. */
    boolean step() throws IOException {
        List<DayFile> going = writer.transaction(Index::going);
        while (true) {
            for (DayFile file : going) {
                delete(file);
            }
            DayFile next = writer.transaction(this::mark);
            if (next == null) {
                return !going.isEmpty();
            }
            going = List.of(next);
        }
    }

    /** Chooses one and says that it goes; null for none. */
    private DayFile mark(Index index) throws SQLException {
        List<DayFile> files = index.files();
        DayFile next = tooOld(files);
        next = next == null ? tooMuch(files, Kind.REJECTED, REJECTED_BYTES, 0) : next;
        next = next == null ? tooMuch(files, null, settings.maxBytes(), index.bytes()) : next;
        if (next != null) {
            index.markGoing(next);
        }
        return next;
    }

    private DayFile tooOld(List<DayFile> files) {
        long oldest = Times.today(clock) - settings.maxAge().toDays();
        return files.stream().filter(file -> file.day() < oldest).findFirst().orElse(null);
    }

    /** @param kind null for all */
    private DayFile tooMuch(List<DayFile> files, Kind kind, long most, long index) {
        Map<String, Long> models = new HashMap<>();
        files.stream().filter(file -> kind == null || file.kind() == kind)
                .forEach(file -> models.merge(file.model(), file.bytes(), Long::sum));
        long all = models.values().stream().mapToLong(Long::longValue).sum();
        if (kind == null) {
            stats.bytes(all + index);
        }
        if (all + index <= most || models.isEmpty()) {
            return null;
        }
        String largest = models.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        return files.stream().filter(file -> file.model().equals(largest) && file.bytes() > 0)
                .min(Comparator.comparingLong(DayFile::day).thenComparingInt(DayFile::part)).orElse(null);
    }

    private void delete(DayFile file) throws IOException {
        disk.delete(folder.file(file));
        disk.deleteFolder(folder.pictures(file));
        disk.force(folder.of(file.model()));
        while (writer.transaction(index -> index.forget(file, LINES))) {
            Thread.onSpinWait();
        }
        stats.deleted(file.records());
        disk.deleteEmpty(folder.of(file.model()));
        writer.vacuum(PAGES);
    }
}
