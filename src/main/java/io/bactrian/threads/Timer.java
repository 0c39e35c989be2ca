package io.bactrian.threads;

/** Runs a task on the caller's own thread after some milliseconds. */
public interface Timer {
    void schedule(Runnable task, long millis);
}
