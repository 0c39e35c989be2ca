package io.bactrian.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

import org.jboss.logging.Logger;

/**
 * A durable queue in one SQLite file, {@code <dir>/<name>.db}, with two threads of its own: one writes, one delivers.
 * Offering never blocks. Thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Spool.class);

    private final SpoolCore core;
    private final OwnerLock owner;
    private final Writer writer;
    private final Reader reader;
    private final Thread writerThread;
    private final Thread readerThread;
    private volatile boolean closed;

    /** @throws IllegalStateException when another process owns the file */
    Spool(Path dir, String name, Limits limits, LongConsumer commitNanos) {
        core = core(dir, name, limits, commitNanos);
        try {
            Files.createDirectories(dir);
            owner = OwnerLock.of(dir.resolve(name + ".lock"));
        } catch (IOException e) {
            throw new UncheckedIOException("spool directory " + dir + " cannot be used (" + e
                    + "): make it writable, or correct bactrian.spool.dir", e);
        }
        writer = new Writer(core, System::nanoTime);
        reader = new Reader(core, System::nanoTime);
        writer.runOnce();
        writerThread = new Thread(this::write, "spool-" + name + "-writer");
        readerThread = new Thread(this::deliver, "spool-" + name + "-reader");
        writerThread.start();
        readerThread.start();
        LOG.infof("Spool '%s' is open in %s with %d records waiting", name, core.file().path(),
                core.room().counts().waitingRecords());
    }

    static SpoolCore core(Path dir, String name, Limits limits, LongConsumer commitNanos) {
        var file = new SpoolFile(dir.resolve(name + ".db"));
        var writerSignal = new Signal();
        return new SpoolCore(name, new AtomicReference<>(limits), file, new Intake(name, writerSignal), new Room(),
                new Health(name, file.path()), new CommitTimes(commitNanos), writerSignal, new Signal());
    }

    /**
     * Takes a record; headers that are neither String nor byte[] are left out. {@code done} is called on the writer's
     * thread once the record is on disk, or dropped as configured.
     *
     * @throws IllegalArgumentException when the record is larger than can be stored
     * @throws SpoolFullException when too many wait for the disk already
     * @throws SpoolClosedException when the spool is closed
     */
    void offer(byte[] body, Map<String, Object> headers, Completion done) {
        offer(core, body, headers, done);
    }

    static void offer(SpoolCore core, byte[] body, Map<String, Object> headers, Completion done) {
        Limits limits = core.limits();
        var encoder = new RecordEncoder(body, headers);
        long most = Math.min(limits.maxBytes(), limits.maxRecordBytes());
        if (encoder.length() > most) {
            throw new IllegalArgumentException("spool '" + core.name() + "': the record takes " + encoder.length()
                    + " bytes, expected at most " + most + ": raise maxBytes or maxRecordBytes, or send less");
        }
        core.intake().offer(new Pending(encoder.buffer(), encoder.length(), System.currentTimeMillis(), done), limits);
    }

    /**
     * Sends batches to {@code handler} until {@link #detach}.
     *
     * @throws IllegalStateException when the spool has a consumer
     */
    synchronized void attach(BatchHandler handler, int batchRecords, long batchBytes) {
        if (reader.receiver() != null) {
            throw new IllegalStateException("spool '" + core.name() + "' has a consumer, expected one at most: remove the"
                    + " other 'from: spool:" + core.name() + "'");
        }
        reader.receiver(new Reader.Receiver(handler, batchRecords, batchBytes));
    }

    synchronized void detach() {
        reader.receiver(null);
    }

    /** Changes what a full spool holds and does, at once. */
    void limits(Limits limits) {
        core.current().set(limits);
        core.writerSignal().raise();
    }

    SpoolStatus status() {
        return SpoolStatus.of(core, System.currentTimeMillis());
    }

    SpoolCore core() {
        return core;
    }

    /** Brings to disk what is pending, deletes what is acknowledged, closes the file; what found no room fails. */
    @Override
    public void close() {
        closed = true;
        core.readerSignal().raise();
        core.writerSignal().raise();
        try {
            writerThread.join();
            readerThread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        owner.close();
    }

    private void write() {
        while (!closed) {
            if (!writer.runOnce()) {
                core.writerSignal().await(writer.idleNanos());
            }
        }
        writer.finish();
    }

    private void deliver() {
        while (!closed) {
            if (!reader.runOnce()) {
                core.readerSignal().await(reader.idleNanos());
            }
        }
    }
}
