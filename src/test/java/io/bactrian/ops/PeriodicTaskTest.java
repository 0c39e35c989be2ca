package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

@ExpectedErrors("io.bactrian.ops")
class PeriodicTaskTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration PATIENCE = Patience.LONG;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PeriodicTasks tasks = new PeriodicTasks(meters);
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> logged = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getLevel() + " " + entry.getMessage()
                    + (entry.getThrown() == null ? "" : " " + entry.getThrown().getMessage()));
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };
    private Exception toThrow;

    @BeforeEach
    void listen() {
        Logger.getLogger(PeriodicTask.class.getName()).addHandler(listener);
    }

    @AfterEach
    void stop() {
        tasks.stop();
        Logger.getLogger(PeriodicTask.class.getName()).removeHandler(listener);
    }

    private PeriodicTask task(PeriodicTask.Action action) {
        return new PeriodicTask("mine", Duration.ofSeconds(1), Duration.ofSeconds(30), action, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aTaskThatThrowsGoesOnAndItsFailuresAreCounted() {
        AtomicInteger runs = new AtomicInteger();
        tasks.start("failing", SHORT, () -> {
            runs.incrementAndGet();
            throw new IllegalStateException("no");
        });
        tasks.start("checked", SHORT, () -> {
            throw new IOException("no");
        });

        await().atMost(PATIENCE).until(() -> runs.get() >= 5);
        await().atMost(PATIENCE).until(() -> failures("failing") >= 5 && failures("checked") >= 5);
    }

    private double failures(String task) {
        return meters.get("bactrian.task.failures").tag("task", task).functionCounter().count();
    }

    @Test
    void anErrorGoesToTheUncaughtExceptionHandlerAndTheTaskGoesOn() {
        List<Throwable> caught = new ArrayList<>();
        PeriodicTask task = task(() -> {
            throw new AssertionError("broken");
        });
        Thread thread = new Thread(() -> {
            task.run();
            task.run();
        });
        thread.setUncaughtExceptionHandler((where, cause) -> caught.add(cause));
        thread.start();

        await().atMost(PATIENCE).until(() -> !thread.isAlive());
        assertThat(caught).hasSize(2).allMatch(cause -> cause.getMessage().equals("broken"));
        assertThat(task.failures()).isEqualTo(2);
    }

    @Test
    void theSameFailureIsLoggedOnceAndItsEndToo() {
        PeriodicTask task = task(() -> {
            if (toThrow != null) {
                throw toThrow;
            }
        });
        for (String message : List.of("a", "a", "b 1", "b 2")) {
            toThrow = new IOException(message);
            task.run();
        }
        assertThat(logged).singleElement().asString().contains("Task mine failed").endsWith("a");
        pass(Duration.ofMinutes(1));
        toThrow = new IOException("b 3");
        task.run();
        toThrow = new IllegalStateException("c");
        task.run();
        toThrow = null;
        task.run();
        task.run();
        assertThat(logged).hasSize(4);
        assertThat(logged.get(1)).endsWith("b 3");
        assertThat(logged.get(2)).endsWith("c");
        assertThat(logged.get(3)).contains("Task mine succeeds again");
    }

    @Test
    void aTaskThatFailsForLongIsTroubleWithItsLastFailure() {
        PeriodicTask task = task(() -> {
            throw new IOException("the disk is gone");
        });
        task.run();
        assertThat(task.trouble()).isNull();
        pass(Duration.ofSeconds(31));
        task.run();
        assertThat(task.trouble()).contains("no run has succeeded for 31 s", "every 1000 ms", "the disk is gone", "restart");
    }

    @Test
    void aTaskThatSucceedsIsNoTrouble() {
        PeriodicTask task = task(() -> {
        });
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofSeconds(29));
            task.run();
        }
        assertThat(task.trouble()).isNull();
        assertThat(task.sinceSuccess()).isZero();
    }

    @Test
    void aTaskThatHangsIsTroubleAndHoldsUpNoOther() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger others = new AtomicInteger();
        try {
            tasks.start("hanging", SHORT, Duration.ofMillis(50), release::await);
            tasks.start("other", SHORT, others::incrementAndGet);
            await().atMost(PATIENCE).until(() -> !tasks.problems().isEmpty() && others.get() > 5);
            assertThat(tasks.problems()).containsOnlyKeys("hanging");
            assertThat(tasks.problems().get("hanging")).contains("does not end", "'hanging'");
            assertThat(meters.get("bactrian.task.success.age.seconds").tag("task", "hanging").gauge().value())
                    .isGreaterThan(0.05);
            HealthCheckResponse health = new Health().tasks(tasks).call();
            assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(health.getData().orElseThrow()).containsOnlyKeys("hanging");
        } finally {
            release.countDown();
        }
        await().atMost(PATIENCE).until(() -> new Health().tasks(tasks).call().getStatus() == HealthCheckResponse.Status.UP);
    }
}
