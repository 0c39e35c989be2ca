package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Prints the processor time that a record costs from its offer until it is deleted after its delivery, with a row for each commit and with
 * a row for each record: {@code java … io.bactrian.spool.RowsBench}. Medians of rounds in turn, after warming up; least and most in brackets.
 */
public final class RowsBench {
    private static final int RECORDS = 60_000;
    private static final int BYTES = 1_400;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 2;
    private static final int COMMIT = 1 << 20;
    private static final int RECORD = 1;
    private static final Map<String, Object> HEADERS = Map.of("kafka.KEY", "pump-7", "ce_type", "io.bactrian.sample.v1",
            "ce_id",
            "0123456789", "ce_source", "bactrian/edge-1", "ce_time", "2026-11-27T00:00:00Z");

    private RowsBench() {
    }

    public static void main(String[] args) throws Exception {
        for (int outstanding : new int[]{1, 16, 256}) {
            int records = RECORDS * Math.min(outstanding, 64) / 64;
            double[] commits = new double[ROUNDS];
            double[] rows = new double[ROUNDS];
            double[] ratios = new double[ROUNDS];
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                int place = Math.max(0, round);
                commits[place] = micros(records, outstanding, COMMIT);
                rows[place] = micros(records, outstanding, RECORD);
                ratios[place] = rows[place] / commits[place];
            }
            System.out.printf("%d outstanding: a row a commit %s, a row a record %s µs of CPU a record; ratio %s%n",
                    outstanding,
                    cell(commits), cell(rows), cell(ratios));
        }
    }

    private static double micros(int records, int outstanding, int rowBytes) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("bactrian-bench");
        Limits limits = new Limits(1L << 30, OverflowPolicy.BLOCK, 16 << 20, 1 << 16, 64L << 20, rowBytes, 10_000_000, 16);
        byte[] body = new byte[BYTES];
        new Random(1).nextBytes(body);
        CountDownLatch delivered = new CountDownLatch(records);
        Semaphore places = new Semaphore(outstanding);
        try (Spool spool = new Spool(dir, "bench", limits, nanos -> {
        })) {
            spool.attach((batch, done) -> {
                batch.forEach(record -> delivered.countDown());
                done.complete(null);
            }, 500, COMMIT, 0);
            long start = cpuNanos();
            for (int i = 0; i < records; i++) {
                places.acquire();
                spool.offer(body, HEADERS, failure -> places.release());
            }
            delivered.await();
            return (cpuNanos() - start) / 1e3 / records;
        } finally {
            delete(dir);
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static String cell(double... values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return "%.2f (%.2f–%.2f)".formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
