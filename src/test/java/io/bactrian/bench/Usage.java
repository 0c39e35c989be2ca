package io.bactrian.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU time of processes by name, user and system, as the kernel counts it. */
record Usage(Map<String, Duration> cpu) {
    static Usage of(Map<String, Long> pids) {
        var cpu = new LinkedHashMap<String, Duration>();
        pids.forEach((name, pid) -> cpu.put(name,
                ProcessHandle.of(pid).flatMap(handle -> handle.info().totalCpuDuration()).orElse(Duration.ZERO)));
        return new Usage(cpu);
    }

    /** Microseconds a message since {@code before}, by process. */
    Map<String, Double> perMessage(Usage before, long messages) {
        var micros = new LinkedHashMap<String, Double>();
        cpu.forEach((name, now) -> micros.put(name, now.minus(before.cpu.get(name)).toNanos() / 1e3 / Math.max(1, messages)));
        return micros;
    }
}
