package io.bactrian.cloud.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/** Reads lines and what is said of them, one ahead. One thread. */
final class SampleRows implements AutoCloseable {
    private final Sql sql;
    private final Scan scan;
    private final LabelJoin labels;
    private final LineFiles files;
    private final Runnable closing;
    private String device;
    private Line next;
    private boolean ended;

    /** @param closing done once at the end */
    SampleRows(Sql sql, Scan scan, LabelJoin labels, LineFiles files, Runnable closing) {
        this.sql = sql;
        this.scan = scan;
        this.labels = labels;
        this.files = files;
        this.closing = closing;
    }

    /** A line, and what is said of it; null for nothing. */
    record Line(Scan.Row row, DayFile file, byte[] text, LabelJoin.Said said) {
    }

    boolean hasNext() {
        try {
            while (next == null && !ended) {
                Scan.Row row = scan.next();
                ended = row == null;
                byte[] text = ended ? null : files.read(row);
                next = text == null ? null : new Line(row, files.file(row), text, said(row));
            }
            return next != null;
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the index cannot be read: " + e.getMessage(), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LabelJoin.Said said(Scan.Row row) throws SQLException {
        if (labels == null) {
            return null;
        }
        if (!row.device().equals(device)) {
            device = row.device();
            labels.device(device);
        }
        return labels.of(device, row.id(), row.at());
    }

    Line next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Line line = next;
        next = null;
        return line;
    }

    @Override
    public void close() {
        ended = true;
        next = null;
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sql.close();
            closing.run();
        }
    }
}
