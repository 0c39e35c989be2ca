package io.bactrian.ops;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** All that is done again and again, each on a daemon thread of its own name, so that one that hangs holds up no other. Any thread. */
@Singleton
final class PeriodicTasks {
    /** For tasks that take milliseconds. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final MeterRegistry registry;
    private final List<PeriodicTask> tasks = new CopyOnWriteArrayList<>();
    private final List<ScheduledExecutorService> threads = new CopyOnWriteArrayList<>();

    PeriodicTasks(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Runs it now, and again each time a period has passed since the run before. */
    void start(String name, Duration period, PeriodicTask.Action action) {
        start(name, period, LONGEST, action);
    }

    /** @param longest how long it may go without a run that succeeds before health says so; periods of that length get ten of them */
    void start(String name, Duration period, Duration longest, PeriodicTask.Action action) {
        Duration patience = longest.compareTo(period.multipliedBy(10)) < 0 ? period.multipliedBy(10) : longest;
        PeriodicTask task = new PeriodicTask(name, period, patience, action, System::nanoTime);
        tasks.add(task);
        measure(task);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
        threads.add(thread);
        thread.scheduleWithFixedDelay(task, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What is wrong with those that fail or hang, by name. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        tasks.forEach(task -> Optional.ofNullable(task.trouble()).ifPresent(text -> problems.put(task.name(), text)));
        return problems;
    }

    void stop() {
        tasks.forEach(PeriodicTask::stop);
        threads.forEach(ScheduledExecutorService::shutdownNow);
    }

    private void measure(PeriodicTask task) {
        Gauge.builder("bactrian.task.success.age.seconds", task, one -> one.sinceSuccess().toNanos() / 1e9)
                .tag("task", task.name()).description("Time since a periodic task last succeeded").register(registry);
        FunctionCounter.builder("bactrian.task.failures", task, PeriodicTask::failures)
                .tag("task", task.name()).description("Runs of a periodic task that failed").register(registry);
    }
}
