package io.bactrian.cloud.data;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads a data set that this process or another writes. Each reading has a connection of its own. Any thread.
 */
final class StoredDataReader {
    private static final int MOST_DRIFT = 1000;

    private final Folder folder;
    private final List<String> trust;
    private final IndexReaders readers;
    private final SampleDecoder decoder;

    StoredDataReader(Folder folder, List<String> trust) {
        this.folder = folder;
        this.trust = trust;
        this.readers = new IndexReaders(folder);
        this.decoder = new SampleDecoder(folder);
    }

    List<String> models() throws IOException {
        return readers.query(List.of(), sql -> new Index(sql).models());
    }

    long offset(String topic, int partition) throws IOException {
        return readers.query(-1L, sql -> new Index(sql).next(topic, partition));
    }

    Labelled rows(String model, Instant from, Instant to) throws IOException {
        SampleRows rows = lines(Kind.SAMPLE, model, from, to);
        return new Labelled() {
            @Override
            public boolean hasNext() {
                return rows != null && rows.hasNext();
            }

            @Override
            public LabelledSample next() {
                return decoder.sample(rows.next());
            }

            @Override
            public void close() {
                if (rows != null) {
                    rows.close();
                }
            }
        };
    }

    Documents documents(Kind kind, String model, Instant from, Instant to) throws IOException {
        SampleRows rows = lines(kind, model, from, to);
        return new Documents() {
            @Override
            public boolean hasNext() {
                return rows != null && rows.hasNext();
            }

            @Override
            public ObjectNode next() {
                return SampleDecoder.object(rows.next().text());
            }

            @Override
            public void close() {
                if (rows != null) {
                    rows.close();
                }
            }
        };
    }

    List<ObjectNode> driftSince(String model, Instant since) throws IOException {
        Deque<ObjectNode> newest = new ArrayDeque<>();
        try (Documents events = documents(Kind.DRIFT, model, since, Instant.MAX)) {
            while (events.hasNext()) {
                newest.add(events.next());
                if (newest.size() > MOST_DRIFT) {
                    newest.remove();
                }
            }
        }
        return List.copyOf(newest);
    }

    /** Null where there is no such model. */
    SampleRows lines(Kind kind, String model, Instant from, Instant to) throws IOException {
        Sql sql = readers.open();
        if (sql == null) {
            return null;
        }
        boolean done = false;
        try {
            Index index = new Index(sql);
            long stream = index.stream(kind, model);
            if (stream < 0) {
                return null;
            }
            SampleRows rows = new SampleRows(sql, new Scan(sql, stream, Times.millis(from), Times.millis(to)),
                    kind == Kind.SAMPLE ? new LabelJoin(sql, trust) : null, new LineFiles(folder, index.filesOf(stream)),
                    readers::release);
            done = true;
            return rows;
        } catch (SQLException e) {
            throw readers.failure(e);
        } finally {
            if (!done) {
                sql.close();
                readers.release();
            }
        }
    }

    /** Nothing is said of labels yet. */
    Counts counts(String model, ToLongFunction<Instant> labelled) throws IOException {
        return readers.query(new Counts(0, 0, null, 0, List.of(), labelled), sql -> {
            Index index = new Index(sql);
            Map<Long, Counts.Day> days = new TreeMap<>();
            long newest = -1;
            for (DayFile file : index.filesOf(index.stream(Kind.SAMPLE, model))) {
                days.merge(file.day(), new Counts.Day(LocalDate.ofEpochDay(file.day()), file.records(), file.bytes()),
                        Counts.Day::plus);
                newest = Math.max(newest, file.newest());
            }
            return new Counts(days.values().stream().mapToLong(Counts.Day::samples).sum(), 0,
                    newest < 0 ? null : Instant.ofEpochMilli(newest),
                    days.values().stream().mapToLong(Counts.Day::bytes).sum(), List.copyOf(days.values()), labelled);
        });
    }

    long labelled(String model, Instant since) throws IOException {
        return readers.query(0L, sql -> {
            long stream = new Index(sql).stream(Kind.SAMPLE, model);
            return stream < 0 ? 0 : new Counting(sql, trust).labelled(stream, since);
        });
    }
}
