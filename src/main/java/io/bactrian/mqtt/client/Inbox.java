package io.bactrian.mqtt.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.bactrian.threads.UncaughtErrors;

/** Runs on the event loop, in order, what any thread hands in. Many hand-ins cost one wake-up. */
final class Inbox {
    private static final int AT_ONCE = 512;

    private final Executor loop;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;

    Inbox(Executor loop) {
        this.loop = loop;
    }

    void add(Runnable task) {
        tasks.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        for (int i = 0; i < AT_ONCE; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            UncaughtErrors.guard(task);
        }
        schedule();
    }
}
