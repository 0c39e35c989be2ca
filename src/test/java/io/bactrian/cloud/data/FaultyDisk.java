package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** A disk under a process that is killed at one of its steps; nothing works afterwards. */
final class FaultyDisk extends Disk {
    private final int killedAt;
    private final Moment moment;
    private int steps;
    private boolean killed;

    FaultyDisk(int killedAt, Moment moment) {
        this.killedAt = killedAt;
        this.moment = moment;
    }

    enum Moment {
        BEFORE, HALFWAY, AFTER
    }

    private interface Step {
        void run() throws IOException, SQLException;
    }

    boolean killed() {
        return killed;
    }

    int steps() {
        return steps;
    }

    private void step(Step step) throws IOException {
        if (killed) {
            throw new IOException("killed");
        }
        boolean now = ++steps == killedAt;
        try {
            if (!now || moment != Moment.BEFORE) {
                step.run();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        if (now) {
            killed = true;
            throw new IOException("killed");
        }
    }

    @Override
    void write(FileChannel channel, List<byte[]> lines) throws IOException {
        boolean half = moment == Moment.HALFWAY && steps + 1 == killedAt;
        List<byte[]> written = half ? lines.subList(0, (lines.size() + 1) / 2).stream().map(FaultyDisk::half).toList() : lines;
        super.write(channel, written);
        if (half) {
            steps++;
            killed = true;
            throw new IOException("killed");
        }
    }

    private static byte[] half(byte[] line) {
        return Arrays.copyOf(line, line.length * 2 / 3);
    }

    @Override
    void createFolder(Path folder) throws IOException {
        step(() -> super.createFolder(folder));
    }

    @Override
    void append(Path file, long length, List<byte[]> lines) throws IOException {
        step(() -> super.append(file, length, lines));
    }

    @Override
    void truncate(Path file, long length) throws IOException {
        step(() -> super.truncate(file, length));
    }

    @Override
    void force(Path folder) throws IOException {
        step(() -> super.force(folder));
    }

    @Override
    void delete(Path file) throws IOException {
        step(() -> super.delete(file));
    }

    @Override
    void commit(Connection connection) throws SQLException {
        try {
            step(() -> super.commit(connection));
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }
}
