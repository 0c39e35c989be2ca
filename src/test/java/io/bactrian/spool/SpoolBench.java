package io.bactrian.spool;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Offers records from one thread and delivers them at once; prints records/s and the process's CPU per record, all of
 * its threads together, once warm. Arguments: directory, bytes a body, records/s (0: as fast as 5,000 in flight go).
 */
final class SpoolBench {
    private static final int SECONDS = 8;

    private SpoolBench() {
    }

    public static void main(String[] args) throws InterruptedException {
        int size = Integer.parseInt(args[1]);
        int rate = Integer.parseInt(args[2]);
        var delivered = new AtomicLong();
        var inFlight = new Semaphore(5_000);
        var commitNanos = new LongAdder();
        try (var spool = new Spool(Path.of(args[0]), "bench", Limits.of(1L << 30, OverflowPolicy.BLOCK), commitNanos::add)) {
            spool.attach((records, done) -> {
                delivered.addAndGet(records.size());
                done.complete(null);
            }, 500, 1 << 20, 0);
            run(spool, inFlight, size, rate);
            var cpu = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long before = delivered.get();
            long commits = spool.status().commits();
            long cpuBefore = cpu.getProcessCpuTime();
            long start = System.nanoTime();
            run(spool, inFlight, size, rate);
            double records = delivered.get() - before;
            double seconds = (System.nanoTime() - start) / 1e9;
            SpoolStatus status = spool.status();
            System.out.printf("%d bytes, rate %d: %.0f records/s, %.1f µs CPU/record, %.0f commits/s, %s µs mean%n", size,
                    rate, records / seconds, (cpu.getProcessCpuTime() - cpuBefore) / 1e3 / records,
                    (status.commits() - commits) / seconds, commitNanos.sum() / 1000 / Math.max(1, status.commits()));
        }
    }

    private static void run(Spool spool, Semaphore inFlight, int size, int rate) throws InterruptedException {
        Map<String, Object> headers = Map.of("kafka.KEY", "pump-0042", "ce_id", "0123456789abcdef", "ce_source",
                "devices/pump-0042", "ce_type", "io.bactrian.sample.v1", "ce_time", "2026-11-23T13:00:00.123Z",
                "content-type", "application/json");
        byte[] body = Steps.body(1, size);
        long start = System.nanoTime();
        for (long n = 0; System.nanoTime() - start < SECONDS * 1_000_000_000L; n++) {
            inFlight.acquire();
            spool.offer(body, headers, failure -> inFlight.release());
            if (rate > 0) {
                long due = start + (n + 1) * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
    }
}
