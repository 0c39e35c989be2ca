package io.bactrian.spool;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * A durable queue in one SQLite file, {@code <dir>/<name>.db}, with two threads of its own: one writes, one delivers.
 * Offering never blocks. Thread-safe.
 */
public final class Spool implements AutoCloseable {
    /** Called once when something has ended; must neither throw nor block: it runs on the thread that finished the work. */
    @FunctionalInterface
    public interface Completion {
        /** @param failure null when it succeeded */
        void complete(Throwable failure);

        /** A record is on the disk, in the file's row of that number; called in place of {@link #complete} for one that is stored. */
        default void stored(long row) {
            complete(null);
        }
    }

    /** Gets the records of one batch, in order, on the reader's thread; completes exactly once, from any thread. */
    @FunctionalInterface
    public interface BatchHandler {
        /** After a failure the same list comes again, later. */
        void handle(List<SpoolRecord> records, Completion done);
    }

    private final SpoolCore core;
    private final Writer writer;
    private final Reader reader;
    private final Thread writerThread;
    private final Thread readerThread;
    private volatile boolean closed;

    /** A file that cannot be used, or is another process's, is opened as soon as it can be; until then {@link #status} says why it is not. */
    Spool(Path dir, String name, Limits limits, LongConsumer commitNanos) {
        core = core(dir, name, limits, commitNanos);
        writer = new Writer(core, System::nanoTime);
        reader = new Reader(core, System::nanoTime, System::currentTimeMillis);
        writer.runOnce();
        writerThread = new Thread(() -> supervised(this::write), "spool-" + name + "-writer");
        readerThread = new Thread(() -> supervised(this::deliver), "spool-" + name + "-reader");
        writerThread.start();
        readerThread.start();
    }

    static SpoolCore core(Path dir, String name, Limits limits, LongConsumer commitNanos) {
        var file = new SpoolFile(dir.resolve(name + ".db"));
        var writerSignal = new WakeupSignal();
        var pace = new CommitPace(limits.lingerRecords(), limits.lingerNanos() / 1_000_000);
        return new SpoolCore(name, new AtomicReference<>(limits), file, new WriteQueue(name, writerSignal, pace),
                new SpoolState(),
                new Health(name, file.path()), commitNanos, writerSignal, new WakeupSignal());
    }

    /**
     * Takes a record; headers that are neither String nor byte[] are left out. {@code done} is called on the writer's
     * thread once the record is on disk, or dropped as configured.
     *
     * @throws IllegalArgumentException when the record is larger than can be stored
     * @throws SpoolFullException when too many wait for the disk already
     * @throws SpoolClosedException when the spool is closed
     */
    public void offer(byte[] body, Map<String, Object> headers, Completion done) {
        offer(core, body, headers, false, done);
    }

    /** The same for a record that replaces one that is being delivered: a full spool takes it too. */
    public void requeue(byte[] body, Map<String, Object> headers, Completion done) {
        offer(core, body, headers, true, done);
    }

    static void offer(SpoolCore core, byte[] body, Map<String, Object> headers, boolean requeued, Completion done) {
        Limits limits = core.limits();
        var encoder = new RecordCodec.Encoder(body, headers);
        long most = Math.min(limits.maxBytes(), limits.maxRecordBytes());
        if (encoder.length() > most) {
            throw new IllegalArgumentException("spool '" + core.name() + "': the record takes " + encoder.length()
                    + " bytes, expected at most " + most + ": raise maxBytes or maxRecordBytes, or send less");
        }
        core.queue().offer(
                new WriteQueue.PendingWrite(encoder.buffer(), encoder.length(), System.currentTimeMillis(), requeued, done),
                limits);
    }

    /**
     * Sends batches to {@code handler} until {@link #detach}, each record no sooner than {@code delayMillis} after it was stored.
     *
     * @throws IllegalStateException when the spool has a consumer
     */
    public synchronized void attach(BatchHandler handler, int batchRecords, long batchBytes, long delayMillis) {
        if (reader.receiver() != null) {
            throw new IllegalStateException("spool '" + core.name() + "' has a consumer, expected one at most: remove the"
                    + " other 'from: spool:" + core.name() + "'");
        }
        reader.receiver(new Reader.Receiver(handler, batchRecords, batchBytes, delayMillis));
    }

    public synchronized void detach() {
        reader.receiver(null);
    }

    /** Delivers no other batch for this long; to be called before the current one is completed. */
    public void pause(long millis) {
        reader.pause(millis);
    }

    /** Changes what a full spool holds and does, at once. */
    void limits(Limits limits) {
        core.current().set(limits);
        core.writerSignal().raise();
    }

    public SpoolStatus status() {
        return SpoolStatus.of(core, System.currentTimeMillis());
    }

    /** @param reason why records are not delivered at present, null while they are */
    public void deliveryError(String reason) {
        core.health().delivering(reason);
    }

    /** Counts a record that its destination refuses permanently; for the spool it is then delivered. */
    public void countRefused() {
        core.state().countRefused();
    }

    /** Writes what is pending, deletes what is acknowledged, closes the file; records that a full spool does not take fail. */
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
    }

    /** Whatever ends a thread early is shown in the status, and handed to the thread's uncaught exception handler. */
    private void supervised(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            core.health().threadEnded(Thread.currentThread().getName(), e);
            throw e;
        }
    }

    private void write() {
        while (!closed) {
            for (long left = writer.lingerNanos(); left > 0 && !closed; left = writer.lingerNanos()) {
                core.writerSignal().pause(left);
            }
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
