package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds lines to the files of their days. A file's row is committed before the file is made, so that no file is without one; lines are on
 * the disk before the index says so. Within the transaction of whoever calls.
 */
final class Appender {
    private final Folder folder;
    private final Disk disk;
    private final long mostBytes;

    /** @param mostBytes of a file to which lines are added */
    Appender(Folder folder, Disk disk, long mostBytes) {
        this.folder = folder;
        this.disk = disk;
        this.mostBytes = mostBytes;
    }

    /** A line, and the stream and day of its file. */
    record Entry(long stream, long day, Parsed record) {
    }

    private record Group(long stream, long day) {
    }

    private record Unique(long stream, Parsed.Key key) {
    }

    /** Those that are not there yet, each once. */
    List<Entry> fresh(Index index, List<Entry> entries) throws SQLException {
        Set<Unique> seen = new HashSet<>();
        List<Entry> fresh = new ArrayList<>();
        for (Entry entry : entries) {
            if (seen.add(new Unique(entry.stream, entry.record.key())) && !index.has(entry.stream, entry.record.key())) {
                fresh.add(entry);
            }
        }
        return fresh;
    }

    /** Makes rows for the files that are needed; to be committed before {@link #write}. */
    void prepare(Index index, List<Entry> entries) throws SQLException, IOException {
        for (Map.Entry<Group, List<Parsed>> group : groups(entries).entrySet()) {
            if (current(index, group) == null) {
                index.addFile(group.getKey().stream, group.getKey().day);
            }
            disk.createFolder(folder.of(group.getValue().get(0).model()));
        }
    }

    void write(Index index, List<Entry> entries, long now) throws SQLException, IOException {
        for (Map.Entry<Group, List<Parsed>> group : groups(entries).entrySet()) {
            write(index, current(index, group), group.getValue(), now);
        }
    }

    private DayFile current(Index index, Map.Entry<Group, List<Parsed>> group) throws SQLException {
        return index.current(group.getKey().stream, group.getKey().day, mostBytes(group.getValue().get(0).kind()));
    }

    private long mostBytes(Kind kind) {
        return kind == Kind.REJECTED ? Math.min(mostBytes, Retention.REJECTED_BYTES / 4) : mostBytes;
    }

    private static Map<Group, List<Parsed>> groups(List<Entry> entries) {
        Map<Group, List<Parsed>> groups = new LinkedHashMap<>();
        entries.forEach(
                entry -> groups.computeIfAbsent(new Group(entry.stream, entry.day), any -> new ArrayList<>())
                        .add(entry.record));
        return groups;
    }

    private void write(Index index, DayFile file, List<Parsed> records, long now) throws SQLException, IOException {
        Path path = folder.file(file);
        boolean made = file.length() == 0;
        long beside = file.beside() + pictures(file, records);
        disk.append(path, file.length(), records.stream().map(Parsed::line).toList());
        if (made) {
            disk.force(path.getParent());
        }
        long position = file.length();
        for (Parsed record : records) {
            index.add(file, record, position, now);
            position += record.line().length;
        }
        index.measure(file, position, file.records() + records.size(), beside, now);
    }

    /** Returns their bytes. */
    private long pictures(DayFile file, List<Parsed> records) throws IOException {
        Map<String, byte[]> pictures = new HashMap<>();
        for (Parsed record : records) {
            if (record.picture() != null) {
                pictures.put(record.picture().name(), record.picture().content());
            }
        }
        if (pictures.isEmpty()) {
            return 0;
        }
        Path beside = folder.pictures(file);
        disk.createFolder(beside);
        long bytes = 0;
        for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
            disk.put(beside.resolve(picture.getKey()), picture.getValue());
            bytes += picture.getValue().length;
        }
        disk.force(beside);
        return bytes;
    }
}
