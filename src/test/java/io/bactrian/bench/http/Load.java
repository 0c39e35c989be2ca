package io.bactrian.bench.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.HdrHistogram.Histogram;

/** So many clients that each send the next request when the last is answered. */
final class Load {
    private static final long HIGHEST_MICROS = 60_000_000;
    private static final int DIGITS = 3;

    private Load() {
    }

    /**
     * What one stretch of load gave.
     *
     * @param cpu    CPU time of the process that is measured
     * @param micros latency of each request
     */
    record Measured(long requests, Duration took, Duration cpu, Histogram micros) {
        double perSecond() {
            return requests * 1e9 / took.toNanos();
        }

        double cpuMicros() {
            return cpu.toNanos() / 1e3 / Math.max(1, requests);
        }

        double perCpuSecond() {
            return requests * 1e9 / Math.max(1, cpu.toNanos());
        }
    }

    static Measured run(Call call, int clients, Duration length, Supplier<Duration> cpu) {
        var threads = Executors.newFixedThreadPool(clients);
        try {
            var before = cpu.get();
            long start = System.nanoTime();
            long end = start + length.toNanos();
            var running = new ArrayList<Future<Histogram>>();
            for (int client = 0; client < clients; client++) {
                running.add(threads.submit(() -> client(call, end)));
            }
            var micros = new Histogram(HIGHEST_MICROS, DIGITS);
            for (var client : running) {
                micros.add(client.get());
            }
            return new Measured(micros.getTotalCount(), Duration.ofNanos(System.nanoTime() - start), cpu.get().minus(before),
                    micros);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Histogram client(Call call, long end) throws Exception {
        var micros = new Histogram(HIGHEST_MICROS, DIGITS);
        for (long now = System.nanoTime(); now < end;) {
            call.send();
            long then = System.nanoTime();
            micros.recordValue((then - now) / 1000);
            now = then;
        }
        return micros;
    }
}
