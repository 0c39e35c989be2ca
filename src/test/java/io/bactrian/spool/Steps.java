package io.bactrian.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.bactrian.spool.Spool.Completion;

/** A spool without threads: a test makes each step, and says what time it is. */
final class Steps {
    final SpoolCore core;
    final Writer writer;
    final Reader reader;
    final List<Integer> done = new CopyOnWriteArrayList<>();
    final List<Throwable> refused = new CopyOnWriteArrayList<>();
    final List<Integer> received = new ArrayList<>();
    List<SpoolRecord> batch = List.of();
    Completion settle;
    long nanos;
    long millis = System.currentTimeMillis();

    Steps(Path dir, Limits limits) {
        core = Spool.core(dir, "s", limits, n -> {
        });
        writer = new Writer(core, () -> nanos);
        reader = new Reader(core, () -> nanos, () -> millis);
    }

    static Limits limits(long maxBytes, OverflowPolicy overflowPolicy) {
        return Limits.of(maxBytes, overflowPolicy);
    }

    /** Record {@code n} with {@code size} bytes of body, 2 or 3 bytes more encoded. */
    static byte[] body(int n, int size) {
        byte[] body = new byte[Math.max(size, 8)];
        byte[] text = String.format("%08d", n).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, body, 0, 8);
        return body;
    }

    static int number(byte[] body) {
        return Integer.parseInt(new String(body, 0, 8, StandardCharsets.US_ASCII));
    }

    void offer(int n, int size) {
        Spool.offer(core, body(n, size), Map.of(), false, failure -> {
            if (failure == null) {
                done.add(n);
            } else {
                refused.add(failure);
            }
        });
    }

    void attach(int batchRecords) {
        reader.receiver(new Reader.Receiver((records, completion) -> {
            batch = records;
            settle = completion;
        }, batchRecords, 1 << 20, 0));
    }

    void write() {
        for (int i = 0; i < 10_000 && writer.runOnce(); i++) {
        }
    }

    void read() {
        for (int i = 0; i < 10_000 && reader.runOnce(); i++) {
        }
    }

    void acknowledge() {
        batch.forEach(record -> received.add(number(record.body())));
        settle(null);
    }

    void settle(Throwable failure) {
        Completion completion = settle;
        settle = null;
        batch = List.of();
        completion.complete(failure);
    }

    /** Writes, reads and acknowledges until nothing more comes. */
    void drain() {
        for (int i = 0; i < 10_000; i++) {
            write();
            read();
            if (settle == null) {
                write();
                read();
            }
            if (settle == null) {
                return;
            }
            acknowledge();
        }
    }

    /** As the end of the process does: nothing more is written. */
    void close() {
        writer.close();
    }

    SpoolStatus status() {
        return SpoolStatus.of(core, System.currentTimeMillis());
    }
}
