package io.bactrian.bench.large;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What one batch took in a stretch of so many, in milliseconds: CPU time of the process, and time until it was there (median). */
record Runs(double cpu, double time) {
    private static final double MILLI = 1e6;

    static Runs of(Contender contender, double seconds) {
        long[] took = new long[1 << 20];
        int runs = 0;
        long cpu = cpuNanos();
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1e9) {
            long begin = System.nanoTime();
            contender.run();
            took[runs++] = System.nanoTime() - begin;
        }
        double each = (cpuNanos() - cpu) / MILLI / runs;
        return new Runs(each, Arrays.stream(took, 0, runs).sorted().skip(runs / 2).findFirst().orElseThrow() / MILLI);
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    static String both(List<Runs> rounds) {
        return cell("%.2f", rounds, Runs::cpu) + " / " + cell("%.2f", rounds, Runs::time);
    }

    static String ratios(List<Runs> rounds, List<Runs> others) {
        return both(IntStream.range(0, rounds.size()).mapToObj(i -> new Runs(rounds.get(i).cpu / others.get(i).cpu,
                rounds.get(i).time / others.get(i).time)).toList());
    }

    private static String cell(String format, List<Runs> rounds, ToDoubleFunction<Runs> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return (format + " (" + format + "–" + format + ")").formatted(sorted[sorted.length / 2], sorted[0],
                sorted[sorted.length - 1]);
    }

    @Override
    public String toString() {
        return "%.2f ms of CPU, %.2f ms".formatted(cpu, time);
    }
}
