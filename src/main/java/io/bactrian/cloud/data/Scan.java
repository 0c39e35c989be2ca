package io.bactrian.cloud.data;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;

/**
 * The lines of a stream in order of device and time, as they were when the scan began. It reads page by page, so that it holds up no
 * checkpoint of the index. One thread.
 */
final class Scan {
    private static final int PAGE = 1000;

    private final Sql sql;
    private final long stream;
    private final long from;
    private final long to;
    private final long last;
    private String device;
    private Row previous;
    private Iterator<Row> page = List.<Row>of().iterator();

    /**
     * @param from epoch ms
     * @param to   epoch ms, itself outside
     */
    Scan(Sql sql, long stream, long from, long to) throws SQLException {
        this.sql = sql;
        this.stream = stream;
        this.from = from;
        this.to = to;
        this.last = sql.number(-1, "SELECT max(seq) FROM record");
    }

    /** A line, and where it is; times in epoch ms. */
    record Row(long seq, long file, String device, String id, long at, long received, long position, int length) {
    }

    /** Null at the end. */
    Row next() throws SQLException {
        while (!page.hasNext()) {
            if (!turn()) {
                return null;
            }
        }
        previous = page.next();
        return previous;
    }

    /** The next page of the device, or the first of the next; false where there is none. */
    private boolean turn() throws SQLException {
        if (device != null) {
            List<Row> rows = previous == null ? page(from, -1) : page(previous.at, previous.seq);
            page = rows.iterator();
            if (!rows.isEmpty()) {
                return true;
            }
        }
        List<String> next = sql.list(row -> row.getString(1), "SELECT min(device) FROM record WHERE stream = ? AND device > ?",
                stream, device == null ? "" : device);
        boolean first = device == null && sql.number(0,
                "SELECT EXISTS (SELECT 1 FROM record WHERE stream = ? AND device = '')", stream) == 1;
        device = first ? "" : next.get(0);
        previous = null;
        return device != null;
    }

    private List<Row> page(long at, long seq) throws SQLException {
        return sql.list(Scan::row, "SELECT seq, file, device, id, at, received, position, length FROM record WHERE stream = ? "
                + "AND device = ? AND (at, seq) > (?, ?) AND at < ? AND seq <= ? ORDER BY at, seq LIMIT " + PAGE, stream,
                device, at,
                seq, to, last);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5), row.getLong(6),
                row.getLong(7), row.getInt(8));
    }
}
