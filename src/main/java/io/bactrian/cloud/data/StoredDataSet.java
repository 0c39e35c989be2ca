package io.bactrian.cloud.data;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.data.Appender.Entry;

/**
 * A data set in a folder: JSON lines by model and day, and an index in SQLite that says how much of each file counts, and up to where
 * topics are read. One process writes it. Nothing is opened before it is needed, and what cannot be opened is tried again each time.
 */
public final class StoredDataSet implements DataSet, AutoCloseable {
    private static final long LEAST_FILE = 1 << 20;
    private static final long MOST_FILE = 1 << 30;
    private static final int FILES = 16;

    private final DataSettings settings;
    private final Clock clock;
    private final Writer writer;
    private final Appender appender;
    private final Retention retention;
    private final LabelCleanup labelCleanup;
    private final StoredDataReader reader;
    private final LabelCounts labelCounts;
    private final Room room;
    private final DataStats stats = new DataStats();
    private final AtomicLong changes = new AtomicLong();

    public StoredDataSet(DataSettings settings, Clock clock) {
        this(settings, clock, new Disk(), System::nanoTime);
    }

    StoredDataSet(DataSettings settings, Clock clock, Disk disk, LongSupplier nanos) {
        Folder folder = new Folder(settings.dir());
        this.settings = settings;
        this.clock = clock;
        writer = new Writer(folder, disk);
        appender = new Appender(folder, disk, Math.max(LEAST_FILE, Math.min(MOST_FILE, settings.maxBytes() / FILES)));
        retention = new Retention(settings, folder, disk, writer, clock, stats);
        labelCleanup = new LabelCleanup(settings, writer, clock);
        reader = new StoredDataReader(folder, settings.trust());
        labelCounts = new LabelCounts(reader::labelled, changes::get, nanos);
        room = new Room(settings, disk);
    }

    @Override
    public void append(List<Incoming> records) throws IOException {
        room.require();
        Batch batch = Batch.of(records, clock.instant());
        synchronized (writer) {
            List<Entry> entries = writer.transaction(index -> prepare(index, batch));
            writer.transaction(index -> {
                appender.write(index, entries, batch.now().toEpochMilli());
                index.place(batch.places());
                return null;
            });
            changes.incrementAndGet();
            entries.forEach(entry -> stats.added(entry.record().kind(), 1));
            stats.repeated(batch.items().stream().filter(item -> item.line() != null).count() - entries.size());
        }
    }

    /** What is to be written, in files that are known to the index when this is committed. Labels are taken: again does no harm. */
    private List<Entry> prepare(Index index, Batch batch) throws SQLException, IOException {
        Streams streams = new Streams(index, settings.maxModels());
        long today = Times.today(clock);
        List<Entry> entries = new ArrayList<>();
        for (Batch.Item each : batch.items()) {
            List<String> refusals = take(index, each.labels(), batch.now()).stream().filter(Objects::nonNull).toList();
            Batch.Item item = refusals.isEmpty() ? each : each.rejected(refusals.get(0), batch.now());
            if (item.line() == null) {
                continue;
            }
            if (streams.of(item.line().kind(), item.line().model()) < 0) {
                item = item.rejected(streams.full(), batch.now());
            }
            Parsed line = item.line();
            entries.add(
                    new Entry(streams.of(line.kind(), line.model()), Times.day(line.at(), today, settings.maxAge().toDays()),
                            line));
        }
        List<Entry> fresh = appender.fresh(index, entries);
        appender.prepare(index, fresh);
        return fresh;
    }

    private List<String> take(Index index, List<Label> labels, Instant now) throws SQLException {
        LabelStore store = new LabelStore(index.sql());
        List<String> refusals = new ArrayList<>();
        for (Label label : labels) {
            refusals.add(store.take(label, now.toEpochMilli(), settings.maxLabels()));
        }
        stats.added(Kind.LABEL, refusals.stream().filter(Objects::isNull).count());
        return refusals;
    }

    @Override
    public List<String> label(List<Label> labels) throws IOException {
        room.require();
        List<String> refusals = writer.transaction(index -> take(index, labels, clock.instant()));
        changes.incrementAndGet();
        return refusals;
    }

    /** Deletes what is to go; from one thread, now and then. */
    public void step() throws IOException {
        if (retention.step()) {
            changes.incrementAndGet();
        }
        labelCleanup.step();
    }

    /** What is wrong with the folder, and what to do; null where nothing is. */
    public String problem() {
        try {
            return room.problem();
        } catch (IOException e) {
            return settings.dir().toAbsolutePath() + " cannot be used: " + e + "; make it writable for this user";
        }
    }

    public DataStats stats() {
        return stats;
    }

    @Override
    public long offset(String topic, int partition) throws IOException {
        return reader.offset(topic, partition);
    }

    @Override
    public List<String> models() throws IOException {
        return reader.models();
    }

    @Override
    public Labelled rows(String model, Instant from, Instant to) throws IOException {
        return reader.rows(model, from, to);
    }

    @Override
    public Counts counts(String model) throws IOException {
        Counts counts = reader.counts(model, since -> labelCounts.count(model, since));
        return counts.labelled(counts.labelledSince(Instant.MIN));
    }

    @Override
    public List<ObjectNode> driftSince(String model, Instant since) throws IOException {
        return reader.driftSince(model, since);
    }

    @Override
    public Documents statistics(String model, Instant from, Instant to) throws IOException {
        return reader.documents(Kind.STATISTICS, model, from, to);
    }

    @Override
    public void close() {
        writer.close();
    }
}
