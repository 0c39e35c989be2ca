package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads lines out of files, a few of which are open at a time. One thread. */
final class LineFiles implements AutoCloseable {
    private static final int MOST_OPEN = 16;

    private final Map<Long, DayFile> files = new HashMap<>();
    private final Map<Long, FileChannel> open = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);
    private final Folder folder;

    LineFiles(Folder folder, List<DayFile> files) {
        this.folder = folder;
        files.forEach(file -> this.files.put(file.id(), file));
    }

    DayFile file(Scan.Row row) {
        return files.get(row.file());
    }

    /** The line with its line feed; null where its file is gone. */
    byte[] read(Scan.Row row) throws IOException {
        DayFile file = files.get(row.file());
        if (file == null) {
            return null;
        }
        try {
            FileChannel channel = channel(file);
            ByteBuffer line = ByteBuffer.allocate(row.length());
            while (line.hasRemaining()) {
                if (channel.read(line, row.position() + line.position()) < 0) {
                    return null;
                }
            }
            return line.array();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private FileChannel channel(DayFile file) throws IOException {
        FileChannel channel = open.get(file.id());
        if (channel == null) {
            Path path = folder.file(file);
            channel = FileChannel.open(path);
            open.put(file.id(), channel);
            if (open.size() > MOST_OPEN) {
                Iterator<FileChannel> oldest = open.values().iterator();
                oldest.next().close();
                oldest.remove();
            }
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }
}
